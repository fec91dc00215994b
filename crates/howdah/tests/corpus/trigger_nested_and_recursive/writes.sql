INSERT INTO file (folder, name) VALUES (2, 'b')
