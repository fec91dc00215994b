-- item: 75
-- item: 82
CREATE TABLE seat (id INTEGER PRIMARY KEY, hall TEXT NOT NULL, row INTEGER, number INTEGER, UNIQUE (hall, row, number), UNIQUE (number, hall, row));
CREATE UNIQUE INDEX seat_again ON seat (hall, row, number);
INSERT INTO seat VALUES (1, 'A', 1, 1), (2, 'A', 1, 2), (3, 'Ä', NULL, 1), (4, 'Ä', NULL, 1);
