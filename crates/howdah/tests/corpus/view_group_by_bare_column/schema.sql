-- item: 99
CREATE TABLE bid (id INTEGER PRIMARY KEY, lot TEXT, who TEXT, cents INTEGER);
CREATE VIEW best AS SELECT lot, who, max(cents) AS cents FROM bid GROUP BY lot;
CREATE VIEW busy AS SELECT lot, count(*) AS n FROM bid GROUP BY lot HAVING n > 1;
CREATE VIEW by_alias AS SELECT substr(lot, 1, 1) AS first, sum(cents) AS s FROM bid GROUP BY first ORDER BY s;
INSERT INTO bid VALUES (1, 'a', 'Ann', 5), (2, 'a', 'Bör', 9), (3, 'b', NULL, -1), (4, 'ab', 'Cy', NULL);
