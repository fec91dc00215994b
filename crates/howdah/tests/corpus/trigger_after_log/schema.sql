-- item: 101
CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, changed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE note_log (id INTEGER PRIMARY KEY, note INTEGER, what TEXT, old TEXT, new TEXT);
CREATE TRIGGER note_ai AFTER INSERT ON note BEGIN INSERT INTO note_log (note, what, new) VALUES (new.id, 'insert', new.body); END;
CREATE TRIGGER note_au AFTER UPDATE OF body ON note WHEN old.body IS NOT new.body BEGIN INSERT INTO note_log (note, what, old, new) VALUES (new.id, 'update', old.body, new.body); UPDATE note SET changed = changed + 1 WHERE id = new.id; END;
CREATE TRIGGER note_ad AFTER DELETE ON note BEGIN INSERT INTO note_log (note, what, old) SELECT old.id, 'delete', old.body; END;
INSERT INTO note (id, body) VALUES (1, 'eins'), (2, NULL), (3, 'größer');
