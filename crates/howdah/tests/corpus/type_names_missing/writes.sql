INSERT INTO bag (k) VALUES ('zero')
! INSERT INTO bag (k) VALUES ('colour')
! INSERT INTO bag (k, w) VALUES ('none', NULL)
