INSERT INTO code (fixed, plain) VALUES ('c ', 'ab  ')
! INSERT INTO code (plain) VALUES ('ab ')
