-- item: 99
CREATE TABLE pair (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, t TEXT);
CREATE VIEW same AS SELECT id, a IS b AS is_, a IS NOT b AS is_not, a == b AS eq, a != b AS ne, t ISNULL AS no_t, t NOTNULL AS has_t, t IS 'x' AS is_x FROM pair;
CREATE VIEW tuple AS SELECT id FROM pair WHERE (a, b) = (1, 2) OR (a, b) > (3, 3) OR (a, id) IN (VALUES (5, 4), (6, 6));
INSERT INTO pair VALUES (1, 1, 1, 'x'), (2, 1, 2, NULL), (3, NULL, NULL, ''), (4, 5, NULL, 'ä'), (5, NULL, 0, 'x'), (6, 3, 4, 'X');
