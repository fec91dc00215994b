SELECT id, kind, n FROM event ORDER BY id
