-- item: 3
-- item: 63
CREATE TABLE bag (k PRIMARY KEY, v, w NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO bag VALUES ('colour', 'blue', 1), ('größe', NULL, 2), ('', '', -3);
