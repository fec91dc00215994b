SELECT id, size FROM event ORDER BY id
