-- item: 1
-- complaint: 4
CREATE TABLE reading (id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, value INTEGER);
INSERT INTO reading VALUES (1, 'a', 20), (2, 'a', 20.5), (3, 'b', 'n/a'), (4, 'b', x'31'), (5, 'c', NULL), (6, 'c', -9223372036854775808), (7, 'ä', '');
