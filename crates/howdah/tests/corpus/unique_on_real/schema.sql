-- item: 74
CREATE TABLE level (id INTEGER PRIMARY KEY, height REAL UNIQUE, label TEXT);
INSERT INTO level VALUES (1, -0.0, 'null'), (2, 0.1, NULL), (3, 9e999, 'ü'), (4, NULL, ''), (5, NULL, 'x');
