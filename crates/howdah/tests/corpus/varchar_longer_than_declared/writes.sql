INSERT INTO title (code, name) VALUES ('longer than three', 'ok')
