SELECT id, length(text) FROM book ORDER BY id
