PRAGMA foreign_keys = ON ==> SELECT 1
! INSERT INTO staff (id, code) VALUES (3, 'a')
! INSERT INTO staff (id) VALUES (-3)
! INSERT INTO staff (id, dept) VALUES (3, 9)
DELETE FROM dept WHERE id = 1
