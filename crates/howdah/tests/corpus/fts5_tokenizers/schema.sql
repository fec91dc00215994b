-- item: 107
CREATE VIRTUAL TABLE a USING fts5(t, tokenize = 'unicode61 remove_diacritics 0 tokenchars ''-_''');
CREATE VIRTUAL TABLE b USING fts5(t, tokenize = 'trigram case_sensitive 1');
CREATE VIRTUAL TABLE c USING fts5(t, tokenize = "ascii separators 'x'", detail = column);
CREATE VIRTUAL TABLE d USING fts5(t, detail = none);
CREATE TABLE plain (id INTEGER PRIMARY KEY, t TEXT);
INSERT INTO a VALUES ('e-mail Café'), (NULL);
INSERT INTO b VALUES ('substring'), ('Ähre');
INSERT INTO c VALUES ('axb'), ('');
INSERT INTO d VALUES ('nothing but words');
INSERT INTO plain VALUES (1, 'ü');
