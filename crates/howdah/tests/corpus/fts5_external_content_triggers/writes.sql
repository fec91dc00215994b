INSERT INTO note (title, body) VALUES ('New', 'words')
UPDATE note SET body = 'changed' WHERE id = 2
DELETE FROM note WHERE id = 3
! INSERT INTO note (body) VALUES ('no title')
