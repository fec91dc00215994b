SELECT id, title, body FROM note ORDER BY id
