-- item: 26
CREATE TABLE blank (id INTEGER PRIMARY KEY, t TEXT, b BLOB, n NUMERIC);
INSERT INTO blank VALUES (1, '', x'', 0), (2, NULL, NULL, NULL), (3, ' ', x'00', -1);
