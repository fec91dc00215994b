-- item: 15
-- item: 71
CREATE TABLE task (id INTEGER PRIMARY KEY, state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'in arbeit', 'done')), prio INTEGER CHECK (prio BETWEEN 1 AND 5));
INSERT INTO task VALUES (1, 'open', 1), (2, 'in arbeit', NULL), (3, 'done', 5);
