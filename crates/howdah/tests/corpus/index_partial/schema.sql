-- item: 82
CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT, owner TEXT, done BOOLEAN);
CREATE UNIQUE INDEX one_running ON job (owner) WHERE state = 'running';
CREATE INDEX todo ON job (owner DESC) WHERE done = 0 AND owner IS NOT NULL;
CREATE INDEX by_lower ON job (lower(owner), length(state));
INSERT INTO job VALUES (1, 'running', 'a', 0), (2, 'waiting', 'a', 1), (3, 'running', 'b', 0), (4, NULL, NULL, NULL);
