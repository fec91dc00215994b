! INSERT INTO entry (code) VALUES ('a')
