-- item: 82
CREATE TABLE todo (id INTEGER PRIMARY KEY, owner INTEGER, title TEXT, done BOOLEAN NOT NULL DEFAULT 0, due TEXT);
CREATE INDEX todo_open ON todo (owner, due) WHERE done = 0;
CREATE INDEX todo_due ON todo (due) WHERE due IS NOT NULL AND NOT done;
CREATE INDEX todo_old ON todo (title) WHERE due < '2024-01-01' OR owner IN (1, 2);
INSERT INTO todo VALUES (1, 1, 'ä', 0, '2024-05-01'), (2, 1, NULL, 1, NULL), (3, NULL, '', 0, NULL);
