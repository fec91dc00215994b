-- item: 101
CREATE TABLE folder (id INTEGER PRIMARY KEY, parent INTEGER, files INTEGER NOT NULL DEFAULT 0);
CREATE TABLE file (id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, name TEXT);
CREATE TABLE trace (id INTEGER PRIMARY KEY, what TEXT);
CREATE TRIGGER file_in AFTER INSERT ON file BEGIN UPDATE folder SET files = files + 1 WHERE id = NEW.folder; END;
CREATE TRIGGER folder_up AFTER UPDATE OF files ON folder BEGIN INSERT INTO trace (what) VALUES ('folder ' || NEW.id || ': ' || OLD.files || ' -> ' || NEW.files); UPDATE folder SET files = files + 1 WHERE id = NEW.parent; END;
INSERT INTO folder VALUES (1, NULL, 0), (2, 1, 0), (3, 2, 5);
INSERT INTO file VALUES (1, 1, 'ä');
