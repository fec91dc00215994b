-- item: 65
-- item: 105
CREATE TABLE notes_content (id INTEGER PRIMARY KEY, c0 TEXT);
CREATE TABLE notes_config (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE notes_data (id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE notes_segments (blockid INTEGER PRIMARY KEY, block BLOB);
INSERT INTO notes_content VALUES (1, 'kept'), (2, 'bewahrt – ü');
INSERT INTO notes_config VALUES ('version', 4);
INSERT INTO notes_data VALUES (1, x'00'), (2, NULL);
INSERT INTO notes_segments VALUES (9, x'');
