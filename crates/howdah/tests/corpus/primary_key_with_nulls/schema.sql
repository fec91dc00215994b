-- item: 21
CREATE TABLE legacy (code TEXT PRIMARY KEY, v TEXT);
CREATE TABLE pair (a TEXT, b INT, PRIMARY KEY (a, b));
INSERT INTO legacy VALUES (NULL, 'x'), (NULL, 'x'), ('a', 'y');
INSERT INTO pair VALUES ('k', NULL), ('k', NULL), ('k', 1);
