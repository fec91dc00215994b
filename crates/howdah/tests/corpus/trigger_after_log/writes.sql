INSERT INTO note (body) VALUES ('four')
UPDATE note SET body = 'zwei' WHERE id = 2
UPDATE note SET body = body
UPDATE note SET changed = 9 WHERE id = 3
DELETE FROM note WHERE id = 1
