SELECT id, name FROM place ORDER BY id
