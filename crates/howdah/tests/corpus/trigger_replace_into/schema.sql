-- item: 98
-- item: 101
CREATE TABLE message (id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, body TEXT);
CREATE TABLE thread_last (thread INTEGER PRIMARY KEY, message INTEGER UNIQUE, body TEXT);
CREATE TABLE seen (thread INTEGER, reader TEXT, PRIMARY KEY (thread, reader));
CREATE TRIGGER newest AFTER INSERT ON message BEGIN REPLACE INTO thread_last VALUES (NEW.thread, NEW.id, NEW.body); INSERT OR IGNORE INTO seen VALUES (NEW.thread, 'all'); END;
CREATE TRIGGER moved AFTER UPDATE OF thread ON message BEGIN INSERT OR REPLACE INTO thread_last (thread, message) VALUES (NEW.thread, NEW.id); UPDATE OR IGNORE seen SET thread = NEW.thread WHERE thread = OLD.thread; END;
INSERT INTO message VALUES (1, 1, 'a'), (2, 1, 'ö'), (3, 2, NULL);
