INSERT INTO category VALUES (5, 4, 'Lieder')
