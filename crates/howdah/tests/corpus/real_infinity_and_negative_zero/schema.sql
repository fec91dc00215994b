-- item: 8
-- complaint: 5
CREATE TABLE score (id INTEGER PRIMARY KEY, value REAL);
INSERT INTO score VALUES (1, 9e999), (2, -9e999), (3, -0.0), (4, 5e-324), (5, 1.7976931348623157e308), (6, NULL);
