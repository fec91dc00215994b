! INSERT INTO doc (title) VALUES ('a b')
INSERT INTO doc (title) VALUES ('A  B')
