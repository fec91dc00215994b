! INSERT INTO job (state, owner) VALUES ('running', 'a')
INSERT INTO job (id, state, owner) VALUES (10, 'waiting', 'a')
