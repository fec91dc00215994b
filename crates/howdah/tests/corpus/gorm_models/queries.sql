SELECT id, name, timeout FROM users ORDER BY id
SELECT id FROM users WHERE deleted_at IS NULL
