-- item: 72
CREATE TABLE label (id INTEGER PRIMARY KEY, key NUMERIC UNIQUE, code BLOB UNIQUE);
INSERT INTO label VALUES (1, 1, '1'), (2, '1.0x', x'31'), (3, 'x1', 1), (4, NULL, 1.5);
