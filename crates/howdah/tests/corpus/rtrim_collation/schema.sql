-- item: 89
-- item: 35
CREATE TABLE plate (id INTEGER PRIMARY KEY, mark TEXT COLLATE RTRIM NOT NULL UNIQUE, note TEXT);
CREATE VIEW b_ab AS SELECT id, note FROM plate WHERE mark = 'B-AB 1   ';
INSERT INTO plate VALUES (1, 'B-AB 1', 'ohne'), (2, 'B-AB 2  ', 'mit'), (3, ' B-AB 1', NULL), (4, '', 'leer');
