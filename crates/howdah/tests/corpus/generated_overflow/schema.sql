-- item: 7, 81
CREATE TABLE square (id INTEGER PRIMARY KEY, a INTEGER, area INTEGER AS (a * a) STORED, half AS (a / 2), UNIQUE (area));
CREATE INDEX by_area ON square (area);
INSERT INTO square (a) VALUES (3), (5000000000), (NULL);
