-- item: 108
CREATE VIRTUAL TABLE song USING fts5(title, lyrics);
CREATE TABLE album (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW love_songs AS SELECT rowid, title, bm25(song) AS score, snippet(song, 1, '<b>', '</b>', '…', 8) AS part FROM song WHERE song MATCH 'love NOT hate' ORDER BY rank;
INSERT INTO song VALUES ('One', 'love me tender'), ('Zwei', 'love and hate'), ('Größe', NULL);
INSERT INTO album VALUES (1, 'First');
