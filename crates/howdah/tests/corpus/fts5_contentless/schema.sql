-- item: 106
CREATE TABLE doc (id INTEGER PRIMARY KEY, path TEXT);
CREATE VIRTUAL TABLE doc_index USING fts5(text, content='', prefix='2 3', columnsize=0);
CREATE VIRTUAL TABLE doc_less USING fts5(text, content='', contentless_delete=1);
CREATE VIRTUAL TABLE doc_terms USING fts5vocab(doc_index, 'row');
INSERT INTO doc VALUES (1, '/ä'), (2, NULL);
INSERT INTO doc_index (rowid, text) VALUES (1, 'alpha beta'), (2, 'Gamma größer');
INSERT INTO doc_less (rowid, text) VALUES (1, 'one two');
