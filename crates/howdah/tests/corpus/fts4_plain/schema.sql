-- item: 105
-- item: 107
CREATE TABLE kept (id INTEGER PRIMARY KEY, v TEXT);
CREATE VIRTUAL TABLE pages USING fts4(title, body, tokenize=porter, notindexed=title);
CREATE VIRTUAL TABLE old USING fts3(words);
INSERT INTO kept VALUES (1, 'ö');
INSERT INTO pages (docid, title, body) VALUES (1, 'Eins', 'running foxes'), (5, NULL, 'Größe'), (6, '', '');
INSERT INTO old VALUES ('first words'), (NULL);
