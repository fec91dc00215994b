INSERT INTO c (v) VALUES ('three')
! INSERT INTO a VALUES (5, 'again')
! INSERT INTO d VALUES (NULL, 'none')
