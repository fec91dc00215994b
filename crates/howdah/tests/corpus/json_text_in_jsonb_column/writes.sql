INSERT INTO conf (list) VALUES ('[null]')
