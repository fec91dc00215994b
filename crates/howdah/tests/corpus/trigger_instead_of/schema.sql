-- item: 101
CREATE TABLE person (id INTEGER PRIMARY KEY, first TEXT, last TEXT NOT NULL);
CREATE VIEW people AS SELECT id, first || ' ' || last AS name, last FROM person;
CREATE TRIGGER people_insert INSTEAD OF INSERT ON people BEGIN INSERT INTO person (first, last) VALUES (substr(NEW.name, 1, instr(NEW.name, ' ') - 1), substr(NEW.name, instr(NEW.name, ' ') + 1)); END;
CREATE TRIGGER people_update INSTEAD OF UPDATE OF last ON people BEGIN UPDATE person SET last = NEW.last WHERE id = OLD.id; END;
CREATE TRIGGER people_delete INSTEAD OF DELETE ON people BEGIN DELETE FROM person WHERE id = OLD.id; END;
INSERT INTO person VALUES (1, 'Ada', 'Byron'), (2, 'Jürgen', 'Öst'), (3, NULL, 'x');
