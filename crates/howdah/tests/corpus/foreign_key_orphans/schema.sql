-- item: 67
-- complaint: 26
CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author (id), title TEXT);
INSERT INTO author VALUES (1, 'Ada');
INSERT INTO book VALUES (1, 1, 'kept'), (2, 99, 'orphan'), (3, NULL, 'ohne Größe'), (4, -1, NULL);
