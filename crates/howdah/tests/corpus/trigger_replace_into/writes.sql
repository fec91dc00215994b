INSERT INTO message (thread, body) VALUES (2, 'new')
INSERT INTO message (thread, body) VALUES (7, '')
UPDATE message SET thread = 9 WHERE id = 2
