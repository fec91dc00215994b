-- item: 108
CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE note_fts USING fts5(title, body, content='note', content_rowid='id');
CREATE VIRTUAL TABLE song USING fts5(name, words, tokenize='porter');
CREATE VIEW love AS SELECT rowid AS id, name FROM song WHERE song MATCH 'love NOT hate';
CREATE VIEW named AS SELECT s.name FROM song s WHERE s.words MATCH 'sing*' ORDER BY s.rowid;
CREATE VIEW found AS SELECT n.id, n.title FROM note n JOIN note_fts f ON f.rowid = n.id WHERE note_fts MATCH 'title : cat';
INSERT INTO note VALUES (1, 'Cat', 'a cat'), (2, 'Dog', 'no cat');
INSERT INTO note_fts (note_fts) VALUES ('rebuild');
INSERT INTO song VALUES ('One', 'loving and singing'), ('Two', 'love and hate'), ('Love', 'none');
