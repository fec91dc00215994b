-- item: 63
CREATE TABLE sound (id INTEGER PRIMARY KEY, v TEXT, w TEXT UNIQUE);
CREATE INDEX by_v ON sound (v);
CREATE UNIQUE INDEX by_both ON sound (v, w);
CREATE TABLE other (id INTEGER PRIMARY KEY, v TEXT);
INSERT INTO sound VALUES (1, 'a', 'b'), (2, 'ü', NULL);
INSERT INTO other VALUES (1, 'c');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE INDEX by_v ON sound (vanished)' WHERE name = 'by_v';
UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX by_both ON (v, w)' WHERE name = 'by_both';
UPDATE sqlite_schema SET type = 'tabel' WHERE name = 'other';
INSERT INTO sqlite_schema VALUES ('view', NULL, NULL, 0, 'gone');
