-- item: 99
CREATE TABLE score (id INTEGER PRIMARY KEY, who TEXT, points INTEGER);
CREATE VIEW second_page AS SELECT id, who FROM score ORDER BY points DESC, id LIMIT 2, 3;
CREATE VIEW no_limit AS SELECT id FROM score ORDER BY id LIMIT -1 OFFSET 4;
CREATE VIEW top_one AS SELECT who FROM score ORDER BY points DESC, who LIMIT (SELECT 1);
INSERT INTO score VALUES (1, 'a', 5), (2, 'ö', 9), (3, NULL, NULL), (4, '', 9), (5, 'e', -1), (6, 'f', 7);
