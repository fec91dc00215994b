SELECT id, value FROM setting ORDER BY id
