-- item: 106
-- item: 109
-- complaint: 44
CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT);
CREATE VIRTUAL TABLE note_fts USING fts5(title, body, content='note', content_rowid='id', tokenize='porter unicode61');
CREATE TRIGGER note_ai AFTER INSERT ON note BEGIN INSERT INTO note_fts (rowid, title, body) VALUES (new.id, new.title, new.body); END;
CREATE TRIGGER note_ad AFTER DELETE ON note BEGIN INSERT INTO note_fts (note_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END;
CREATE TRIGGER note_au AFTER UPDATE ON note BEGIN INSERT INTO note_fts (note_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); INSERT INTO note_fts (rowid, title, body) VALUES (new.id, new.title, new.body); END;
INSERT INTO note VALUES (1, 'Running', 'dogs and cats'), (2, 'Läufer', NULL), (3, '', 'größte Übung');
