-- item: 67
CREATE TABLE review (id INTEGER PRIMARY KEY, film INTEGER REFERENCES film (id), critic TEXT REFERENCES person (login), stars INTEGER);
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO review VALUES (1, 5, 'x', 3), (2, NULL, NULL, -1);
INSERT INTO person VALUES (1, 'Käthe');
