INSERT INTO gate (state) VALUES ('open')
! INSERT INTO gate (state) VALUES ('ajar')
! INSERT INTO gate (side) VALUES ('none')
