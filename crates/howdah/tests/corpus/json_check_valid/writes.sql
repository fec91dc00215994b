INSERT INTO doc (body) VALUES ('{"n": -1}')
! INSERT INTO doc (body) VALUES ('{broken')
! INSERT INTO doc (body) VALUES ('')
! INSERT INTO doc (body, extra) VALUES ('{}', '{x:')
