-- item: 19
CREATE TABLE log (line TEXT);
CREATE TABLE entry (id INTEGER PRIMARY KEY, line TEXT);
CREATE VIEW numbered AS SELECT rowid AS n, line FROM entry;
CREATE VIEW newest AS SELECT id, line FROM entry ORDER BY _rowid_ DESC LIMIT 2;
INSERT INTO log VALUES ('a'), ('b'), ('b'), (NULL);
INSERT INTO entry VALUES (3, 'drei'), (7, 'sieben'), (5, NULL);
