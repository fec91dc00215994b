INSERT INTO later (a) VALUES ('y')
! INSERT INTO later (id, a) VALUES (1, 'z')
