-- item: 102
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, n INTEGER);
CREATE VIEW listed (a, "B c", ä) AS SELECT id, v, n FROM t;
CREATE VIEW star AS SELECT *, id + n AS total FROM t;
CREATE VIEW unnamed AS SELECT count(*), max(n), v || '!' FROM t GROUP BY v;
CREATE VIEW twice AS SELECT a.id, b.id FROM t a JOIN t b ON a.id < b.id;
INSERT INTO t VALUES (1, 'x', 2), (2, 'ü', NULL), (3, NULL, -3);
