-- item: 87
-- complaint: 45
CREATE TABLE name (id INTEGER PRIMARY KEY, n TEXT UNIQUE);
CREATE VIEW ends AS SELECT min(n) AS first, max(n) AS last FROM name;
CREATE VIEW middle AS SELECT n FROM name WHERE n BETWEEN 'A' AND 'Z';
INSERT INTO name VALUES (1, 'a'), (2, 'B'), (3, 'ä'), (4, '_x'), (5, 'Z'), (6, ''), (7, 'a b'), (8, 'a-b'), (9, 'ß'), (10, '10'), (11, '9'), (12, '😀'), (13, char(65533));
