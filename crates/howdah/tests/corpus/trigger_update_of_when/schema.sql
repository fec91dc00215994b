-- item: 101
CREATE TABLE task (id INTEGER PRIMARY KEY, title TEXT, done BOOLEAN NOT NULL DEFAULT 0, prio INTEGER, touched INTEGER NOT NULL DEFAULT 0, closed INTEGER NOT NULL DEFAULT 0);
CREATE TRIGGER touch AFTER UPDATE OF title, prio ON task FOR EACH ROW BEGIN UPDATE task SET touched = touched + 1 WHERE id = NEW.id; END;
CREATE TRIGGER close AFTER UPDATE OF done ON task WHEN NEW.done AND NOT OLD.done BEGIN UPDATE task SET closed = closed + 1 WHERE id = OLD.id; END;
CREATE TRIGGER raise_prio AFTER UPDATE OF done ON task WHEN NEW.done = 0 AND coalesce(OLD.prio, 0) < 5 BEGIN UPDATE task SET prio = ifnull(prio, 0) + 1 WHERE rowid = NEW.rowid; END;
INSERT INTO task (id, title, done, prio) VALUES (1, 'eins', 0, 1), (2, 'zwölf', 1, NULL), (3, NULL, 0, 9);
