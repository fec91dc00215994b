CREATE TABLE sound (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE cut (column_1, column_2, column_3);
INSERT INTO sound VALUES (1, 'a'), (2, 'Käse'), (3, NULL);
INSERT INTO cut (rowid, column_1, column_2, column_3) VALUES (3, NULL, 'Käse', 9.5), (8, NULL, NULL, 1.0);
