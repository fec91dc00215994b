INSERT INTO token (n, body) VALUES (1, 'three')
