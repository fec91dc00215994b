SELECT id, n FROM twin ORDER BY n
