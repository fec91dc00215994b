-- item: 71
CREATE TABLE pile (id INTEGER PRIMARY KEY, n INTEGER CHECK (typeof(n) = 'integer'), t TEXT CHECK (typeof(t) IN ('text', 'null')), r REAL CHECK (typeof(r) = 'real' OR r IS NULL));
INSERT INTO pile VALUES (1, 5, 'ü', 1.5), (2, 0, NULL, NULL), (3, -9, '', 3);
