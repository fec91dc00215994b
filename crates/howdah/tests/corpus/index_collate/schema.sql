-- item: 82
-- item: 73
CREATE TABLE track (id INTEGER PRIMARY KEY, title TEXT, artist TEXT COLLATE NOCASE);
CREATE INDEX by_title ON track (title COLLATE NOCASE, id DESC);
CREATE INDEX by_artist ON track (artist COLLATE BINARY);
CREATE UNIQUE INDEX once ON track (title COLLATE RTRIM, artist);
INSERT INTO track VALUES (1, 'Song', 'ABBA'), (2, 'song', 'abba'), (3, 'Über', NULL), (4, NULL, '');
