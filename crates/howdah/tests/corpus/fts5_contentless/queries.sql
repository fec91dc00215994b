SELECT id, path FROM doc ORDER BY id
