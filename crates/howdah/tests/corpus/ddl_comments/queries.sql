SELECT id, title, year FROM book ORDER BY id
