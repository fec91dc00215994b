-- item: 95
CREATE TABLE ratio (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, x REAL);
CREATE VIEW divided AS SELECT id, a / b AS whole, a % b AS rest, a * 1.0 / b AS part, a / x AS real_part, x % 3 AS x_rest, 5 / 2 AS two, 5 / 2.0 AS half FROM ratio;
INSERT INTO ratio VALUES (1, 7, 2, 2.5), (2, -7, 2, -0.5), (3, 7, 0, 0.0), (4, NULL, 3, NULL), (5, 7, -2, 7.9), (6, 0, 5, 1e3);
