PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO users (name, email) VALUES ('New', 'n@x')
! INSERT INTO users (name, email) VALUES ('New', 'z@x')
! INSERT INTO posts (user_id, kind) VALUES (1, 'news')
DELETE FROM users WHERE id = 1
