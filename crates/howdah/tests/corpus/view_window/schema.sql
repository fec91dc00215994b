-- item: 102
CREATE TABLE result (id INTEGER PRIMARY KEY, race TEXT, runner TEXT, ms INTEGER);
CREATE VIEW placed AS SELECT race, runner, row_number() OVER (PARTITION BY race ORDER BY ms) AS place, rank() OVER w AS rank, lag(runner) OVER (PARTITION BY race ORDER BY ms, id) AS ahead, sum(ms) OVER (PARTITION BY race ORDER BY ms ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far, count(*) OVER () AS of_all FROM result WINDOW w AS (PARTITION BY race ORDER BY ms);
INSERT INTO result VALUES (1, 'a', 'Ann', 100), (2, 'a', 'Bö', 90), (3, 'a', 'Cy', NULL), (4, 'b', NULL, 5);
