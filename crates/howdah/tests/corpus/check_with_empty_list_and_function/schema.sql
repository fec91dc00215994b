-- item: 71
-- item: 104
CREATE TABLE odd (id INTEGER PRIMARY KEY, a TEXT CHECK (a NOT IN ()), b TEXT);
INSERT INTO odd VALUES (1, 'x', 'abc'), (2, NULL, 'Ä'), (3, '', NULL);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE odd (id INTEGER PRIMARY KEY, a TEXT CHECK (a NOT IN ()), b TEXT CHECK (b REGEXP ''^[a-z]+$''))' WHERE name = 'odd';
