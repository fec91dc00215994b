INSERT INTO member (first, last) VALUES ('Bo', 'Diddley')
! INSERT INTO member (first, last) VALUES ('A', 'BYRON')
! INSERT INTO member (first) VALUES ('Bo')
! INSERT INTO member (first, last) VALUES ('Xa', 'Xb')
