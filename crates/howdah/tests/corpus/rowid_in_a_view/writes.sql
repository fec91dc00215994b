INSERT INTO entry (line) VALUES ('acht')
