INSERT INTO raw (t) VALUES ('\n')
