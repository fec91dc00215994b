SELECT id, name FROM recipe ORDER BY id
