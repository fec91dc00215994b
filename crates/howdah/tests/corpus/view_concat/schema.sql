-- item: 94
CREATE TABLE part (id INTEGER PRIMARY KEY, n INTEGER, r REAL, t TEXT, b BOOLEAN);
CREATE VIEW joined AS SELECT id, t || n AS tn, r || '' AS rt, n || '/' || id AS ni, b || 'x' AS bx, t || NULL AS none FROM part;
CREATE VIEW added AS SELECT id, t + 1 AS t1, '3' + '4' AS seven, -t AS minus FROM part;
INSERT INTO part VALUES (1, 5, 1.5, 'a', 1), (2, -9223372036854775808, 2, '12abc', 0), (3, NULL, NULL, NULL, NULL), (4, 0, 0.1, '3.5', 1), (5, 7, 100000, '', 0);
