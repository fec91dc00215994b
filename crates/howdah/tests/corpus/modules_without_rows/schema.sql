-- item: 111
CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE note_fts USING fts5(body, content='note', content_rowid='id');
CREATE VIRTUAL TABLE words USING fts5vocab('note_fts', 'row');
CREATE VIRTUAL TABLE pages USING dbstat;
CREATE VIEW biggest AS SELECT name, max(pgsize) AS bytes FROM pages;
CREATE TRIGGER heard AFTER UPDATE ON note BEGIN SELECT soundex_of(new.body); END;
INSERT INTO note VALUES (1, 'Über den Wolken'), (2, NULL);
PRAGMA writable_schema = ON;
INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', 'outside', 'outside', 0, 'CREATE VIRTUAL TABLE outside USING csv(filename=''x.csv'')'), ('table', 'vec_note', 'vec_note', 0, 'CREATE VIRTUAL TABLE vec_note USING vec0(embedding float[4])'), ('table', 'strange', 'strange', 0, 'CREATE VIRTUAL TABLE strange USING my_module(1)'), ('table', 'shape', 'shape', 0, 'CREATE VIRTUAL TABLE shape USING geopoly(name)');
