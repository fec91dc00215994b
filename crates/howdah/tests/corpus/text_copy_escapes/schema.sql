-- item: 34
CREATE TABLE raw (id INTEGER PRIMARY KEY, t TEXT);
INSERT INTO raw VALUES (1, '\N'), (2, '\.'), (3, char(9, 10, 13, 8, 11)), (4, 'a\b\\c'), (5, ''), (6, NULL), (7, '\x41'), (8, '"quoted", ''single''');
