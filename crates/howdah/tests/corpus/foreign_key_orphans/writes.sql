PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO book VALUES (5, 1, 'new')
! INSERT INTO book VALUES (6, 98, 'newer orphan')
