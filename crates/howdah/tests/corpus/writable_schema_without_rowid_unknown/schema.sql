-- item: 63
CREATE TABLE sound (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE told (a INTEGER, code TEXT PRIMARY KEY, b TEXT) WITHOUT ROWID;
CREATE TABLE lost (code TEXT PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO sound VALUES (1, 'a');
INSERT INTO told VALUES (1, 'x', 'y'), (2, 'ü', NULL);
INSERT INTO lost VALUES ('x', 1);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE told (a int(4,4,4), code nvarchar(max) PRIMARY KEY, b text) WITHOUT ROWID' WHERE name = 'told';
UPDATE sqlite_schema SET sql = 'lost' WHERE name = 'lost';
