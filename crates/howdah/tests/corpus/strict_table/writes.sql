INSERT INTO entry (n, r, t, b) VALUES (9, 9, '9', x'39') ==> INSERT INTO entry (n, r, t, b) VALUES (9, 9, '9', '\x39')
! INSERT INTO entry (n) VALUES ('nine')
! INSERT INTO entry (n) VALUES (NULL)
