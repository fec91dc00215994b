-- item: 100
CREATE TABLE flag (id INTEGER PRIMARY KEY, active BOOLEAN, n INTEGER, t TEXT, r REAL);
CREATE VIEW v_active AS SELECT id FROM flag WHERE active;
CREATE VIEW v_one AS SELECT id, active + 1 AS plus FROM flag WHERE active = 1 AND n;
CREATE VIEW v_not AS SELECT id, NOT n AS no, NOT active AS off, n AND r AS both FROM flag WHERE NOT active;
CREATE VIEW v_text AS SELECT id FROM flag WHERE t;
CREATE VIEW v_is AS SELECT id, active IS TRUE AS a, n IS NOT FALSE AS b, active IS 1 AS c, (n > 1) = (r > 1) AS d FROM flag;
CREATE VIEW v_sum AS SELECT sum(active) AS n, max(active) AS m, count(active = 1) AS c FROM flag;
INSERT INTO flag VALUES (1, 1, 5, '1', 0.5), (2, 0, 0, 'x', 0), (3, NULL, NULL, NULL, NULL), (4, 1, 0, '0.0', -1), (5, 0, -1, '2x', 2);
