-- item: 19
CREATE TABLE hidden (rowid TEXT, _rowid_ INTEGER, v TEXT);
CREATE TABLE partly (rowid TEXT NOT NULL, v TEXT);
INSERT INTO hidden VALUES ('x', 1, 'a'), ('x', 1, 'a'), (NULL, NULL, NULL);
INSERT INTO partly VALUES ('r1', 'b'), ('r1', 'c');
