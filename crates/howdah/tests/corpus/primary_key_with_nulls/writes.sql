INSERT INTO legacy VALUES ('b', 'z')
! INSERT INTO legacy VALUES ('a', 'again')
! INSERT INTO pair VALUES ('k', 1)
