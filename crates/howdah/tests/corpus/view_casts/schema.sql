-- item: 103
CREATE TABLE raw (id INTEGER PRIMARY KEY, t TEXT, r REAL, n INTEGER);
CREATE VIEW cast_ AS SELECT id, CAST(t AS INTEGER) AS ti, CAST(t AS REAL) AS tr, CAST(r AS INTEGER) AS ri, CAST(r AS TEXT) AS rt, CAST(n AS TEXT) AS nt, CAST(n AS REAL) AS nr, CAST(t AS TEXT) AS tt FROM raw;
INSERT INTO raw VALUES (1, '12abc', 2.9, 5), (2, ' -3.7 ', -2.9, -1), (3, '', 1e3, 0), (4, NULL, NULL, NULL), (5, 'äbc', 0.5, 9), (6, '1e3', 2.5, 1);
