SELECT id, title, draft FROM articles ORDER BY id
SELECT a.title, w.name FROM articles a LEFT JOIN authors w ON w.id = a.author_id ORDER BY a.id
