SELECT id, probe FROM diary ORDER BY id
