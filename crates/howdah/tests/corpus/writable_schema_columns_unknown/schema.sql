-- item: 63
CREATE TABLE sound (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE cut (id INTEGER PRIMARY KEY, name TEXT, price REAL);
CREATE INDEX by_name ON cut (name);
CREATE VIEW cheap AS SELECT name FROM cut WHERE price < 5;
CREATE TRIGGER noticed AFTER INSERT ON cut BEGIN INSERT INTO sound (v) VALUES (new.name); END;
INSERT INTO sound VALUES (1, 'a');
INSERT INTO cut VALUES (3, 'Käse', 9.5), (8, NULL, 1);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE cut (id INTEGER PRIMARY KEY, name TE' WHERE name = 'cut';
