-- item: 35
CREATE TABLE code (id INTEGER PRIMARY KEY, fixed CHAR(5), var VARCHAR(5), plain TEXT UNIQUE);
INSERT INTO code VALUES (1, 'ab', 'ab', 'ab'), (2, 'ab   ', 'ab   ', 'ab '), (3, '     ', '', ' ');
