-- item: 1
-- complaint: 4
-- complaint: 39
CREATE TABLE guest (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, room INTEGER NOT NULL);
INSERT INTO guest VALUES (1, 'Ana', 31, 4), (2, 'Bo', '', 5), (3, 'Cy', 'unknown', 6), (4, 'Dé', NULL, -1);
