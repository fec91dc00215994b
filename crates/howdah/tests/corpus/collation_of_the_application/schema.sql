-- item: 90
CREATE TABLE song (id INTEGER PRIMARY KEY, title TEXT, artist TEXT);
CREATE INDEX song_title ON song (title);
INSERT INTO song VALUES (1, 'Äther', 'b'), (2, 'Zorn', NULL), (3, '', '');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE song (id INTEGER PRIMARY KEY, title TEXT COLLATE UNICODE, artist TEXT COLLATE "localized")' WHERE name = 'song';
UPDATE sqlite_schema SET sql = 'CREATE INDEX song_title ON song (title COLLATE PHONEBOOK)' WHERE name = 'song_title';
