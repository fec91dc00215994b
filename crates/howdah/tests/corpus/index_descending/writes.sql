INSERT INTO entry (written, title) VALUES ('d', 'four')
! INSERT INTO entry (written) VALUES (NULL)
UPDATE entry SET title = 'zwei' WHERE id = 2
