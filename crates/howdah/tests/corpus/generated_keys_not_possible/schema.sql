-- item: 81
CREATE TABLE mixed (id INTEGER PRIMARY KEY, v, shown TEXT AS (v || 'x') UNIQUE, twice INTEGER AS (id * 2) UNIQUE);
INSERT INTO mixed (v) VALUES (1), ('a'), (x'62');
CREATE TABLE later (id INTEGER PRIMARY KEY, a TEXT, b TEXT AS (a || '!') STORED, c TEXT AS (coalesce(a, '') || '?') NOT NULL);
INSERT INTO later (a) VALUES ('x'), (NULL);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'STORED', 'STORED NOT NULL') WHERE name = 'later';
