SELECT id, body FROM note ORDER BY id
