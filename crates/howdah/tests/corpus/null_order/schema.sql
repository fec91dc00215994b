-- item: 84
CREATE TABLE rank (id INTEGER PRIMARY KEY, points INTEGER, name TEXT);
CREATE INDEX rank_points ON rank (points DESC, name);
CREATE VIEW ranking AS SELECT id, points, name FROM rank ORDER BY points DESC, name LIMIT 4;
CREATE VIEW lowest AS SELECT id FROM rank ORDER BY points, id LIMIT 2;
CREATE VIEW last_null AS SELECT id FROM rank ORDER BY points NULLS LAST, id LIMIT 3;
INSERT INTO rank VALUES (1, 10, 'b'), (2, NULL, 'a'), (3, 10, NULL), (4, -1, 'ä'), (5, NULL, NULL);
