-- item: 33
CREATE TABLE dish (name TEXT PRIMARY KEY NOT NULL, n INTEGER);
INSERT INTO dish VALUES ('cr' || char(232) || 'me', 1), ('cre' || char(768) || 'me', 2), (char(197) || 'ngstrom', 3), (char(8491) || 'ngstrom', 4);
