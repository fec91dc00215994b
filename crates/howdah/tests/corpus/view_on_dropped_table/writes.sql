INSERT INTO kept (v) VALUES ('new')
