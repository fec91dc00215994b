-- item: 27
CREATE TABLE attachment (id INTEGER PRIMARY KEY, name TEXT, body BLOB, transcript TEXT);
INSERT INTO attachment VALUES (1, 'zero', zeroblob(3000000), NULL);
INSERT INTO attachment VALUES (2, 'text', NULL, replace(hex(zeroblob(1000000)), '00', 'ä€'));
INSERT INTO attachment VALUES (3, 'small', x'01', 'x');
