INSERT INTO file (path) VALUES ('/root/new')
