SELECT id, until FROM lease ORDER BY id
