PRAGMA foreign_keys = ON ==> SELECT 1
BEGIN; INSERT INTO department VALUES (3, 9); INSERT INTO employee VALUES (9, 3, NULL); COMMIT
! INSERT INTO employee VALUES (10, 77, NULL)
! UPDATE department SET head = 55 WHERE id = 2
