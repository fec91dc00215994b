INSERT INTO wide (c2) VALUES ('x')
