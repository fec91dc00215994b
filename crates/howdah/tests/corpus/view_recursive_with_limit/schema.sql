-- item: 102
-- item: 99
CREATE TABLE plan (id INTEGER PRIMARY KEY, first_day TEXT NOT NULL, weeks INTEGER);
CREATE VIEW first_five AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5) SELECT plan.id, n.i FROM plan JOIN n ON n.i <= plan.weeks;
CREATE VIEW depth_first AS WITH RECURSIVE t (id, depth) AS (VALUES (1, 0) UNION ALL SELECT plan.id, t.depth + 1 FROM plan JOIN t ON plan.id = t.id + 1 ORDER BY 2 DESC) SELECT id, depth FROM t;
INSERT INTO plan VALUES (1, '2024-01-01', 3), (2, '2024-02-29', NULL), (3, '', -1);
