-- item: 11
CREATE TABLE device (id INTEGER PRIMARY KEY, active BOOLEAN, visible BOOL NOT NULL DEFAULT 'Y', spare BIT);
INSERT INTO device VALUES (1, 'Y', 'Y', 1), (2, 'N', 'N', 0), (3, NULL, 'Y', NULL);
