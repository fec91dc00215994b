SELECT id, author_id, title FROM book ORDER BY id
