SELECT id, n FROM stock ORDER BY id
