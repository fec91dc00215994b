PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO purchase VALUES (13, '1', 1)
! INSERT INTO purchase VALUES (14, '99', 1)
