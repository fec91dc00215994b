PRAGMA foreign_keys = ON ==> SELECT 1
! INSERT INTO node VALUES (2, 2, 5, 'lost')
INSERT INTO node VALUES (2, 2, 1, 'found')
DELETE FROM node WHERE tree = 1 AND id = 2
