-- item: 63
CREATE TABLE sound (id INTEGER PRIMARY KEY, v TEXT);
CREATE INDEX by_v ON sound (v);
CREATE VIEW seen AS SELECT v FROM sound;
CREATE TRIGGER noticed AFTER INSERT ON sound BEGIN SELECT 1; END;
INSERT INTO sound VALUES (1, 'a'), (2, 'ü');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE VIEW seen AS SELECT FROM WHERE' WHERE name = 'seen';
UPDATE sqlite_schema SET sql = 'CREATE TRIGGER noticed AFTER NOTHING' WHERE name = 'noticed';
