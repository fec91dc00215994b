-- item: 63
-- item: 71
CREATE TABLE lease (id INTEGER PRIMARY KEY, until TEXT);
INSERT INTO lease VALUES (1, '2000-01-01'), (2, NULL);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE lease (id INTEGER PRIMARY KEY, until TEXT CHECK (until < CURRENT_DATE))' WHERE name = 'lease';
