INSERT INTO item (name) VALUES ('fünf')
