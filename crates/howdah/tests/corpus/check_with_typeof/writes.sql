INSERT INTO pile (n, t) VALUES (1, 'x')
! INSERT INTO pile (n) VALUES (NULL)
! INSERT INTO pile (n) VALUES ('x')
