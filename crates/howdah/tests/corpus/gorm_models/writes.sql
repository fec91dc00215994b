PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO users (name) VALUES ('c')
! INSERT INTO users (name) VALUES ('c')
UPDATE users SET id = 10 WHERE id = 1
DELETE FROM users WHERE id = 10
