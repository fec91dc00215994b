-- item: 71
-- item: 100
CREATE TABLE switch (id INTEGER PRIMARY KEY, level INTEGER CHECK (level), pair INTEGER CHECK (pair % 2 = 0), flag BOOLEAN CHECK (flag IN (0, 1)), either INTEGER CHECK (level OR either));
INSERT INTO switch VALUES (1, 5, 2, 1, 0), (2, NULL, NULL, NULL, NULL), (3, -1, -4, 0, 9);
