PRAGMA foreign_keys = ON ==> SELECT 1
! DELETE FROM a_parent WHERE id = 1
