SELECT name, is_active FROM users ORDER BY id
SELECT p.kind, u.email FROM posts p JOIN users u ON u.id = p.user_id WHERE p.deleted_at IS NULL ORDER BY p.id
