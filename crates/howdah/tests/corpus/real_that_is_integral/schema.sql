-- item: 5
-- complaint: 3
CREATE TABLE part (id INTEGER PRIMARY KEY, weight REAL NOT NULL, size NUMERIC, stock INTEGER);
INSERT INTO part VALUES (1, 2, 1.0, 3.0), (2, 1e15, 2.5, 2.5), (3, -7, -1e3, 0), (4, 0.1, NULL, NULL);
