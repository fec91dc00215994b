SELECT id, name FROM secret WHERE body IS NULL
SELECT length(body) FROM secret WHERE id IN (1, 3) ORDER BY id
