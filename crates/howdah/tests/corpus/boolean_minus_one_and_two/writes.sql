INSERT INTO flag (state) VALUES (7)
