INSERT INTO grant_ VALUES (2, 'admin', 'x')
! INSERT INTO grant_ VALUES (1, 'gast', NULL)
! INSERT INTO grant_ VALUES (NULL, 'gast', NULL)
