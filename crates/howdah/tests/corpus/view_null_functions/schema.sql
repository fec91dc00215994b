-- item: 96
CREATE TABLE opt (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER, m INTEGER);
CREATE VIEW chosen AS SELECT id, ifnull(a, 'none') AS a, coalesce(b, a, '?') AS b, nullif(n, 0) AS n, iif(n > m, 'more', 'less') AS cmp, min(n, m) AS least_, max(n, m, 3) AS most, CASE WHEN n THEN 'yes' ELSE 'no' END AS truth FROM opt;
INSERT INTO opt VALUES (1, 'x', NULL, 5, 3), (2, NULL, NULL, 0, NULL), (3, '', 'ü', NULL, 3), (4, NULL, 'b', -1, -2);
