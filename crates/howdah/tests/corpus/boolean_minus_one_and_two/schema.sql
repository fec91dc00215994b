-- item: 11
CREATE TABLE flag (id INTEGER PRIMARY KEY, checked BOOLEAN NOT NULL DEFAULT 0, state BOOLEAN);
INSERT INTO flag VALUES (1, -1, 0), (2, 0, 1), (3, 2, 2), (4, 1, NULL);
CREATE VIEW checked_flag AS SELECT id FROM flag WHERE checked;
