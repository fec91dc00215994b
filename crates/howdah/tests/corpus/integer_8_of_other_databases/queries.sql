SELECT id, bytes, owner, at_ms FROM upload ORDER BY id
SELECT sum(bytes) FROM upload
