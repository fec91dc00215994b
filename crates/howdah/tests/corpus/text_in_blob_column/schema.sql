-- item: 13
-- complaint: 8
CREATE TABLE kept (name TEXT PRIMARY KEY NOT NULL, value BLOB, kind BLOB NOT NULL);
INSERT INTO kept VALUES ('json', '{"a":"ü"}', 'text'), ('raw', x'deadbeef', 'bin'), ('empty', '', 'text'), ('none', NULL, 'text');
