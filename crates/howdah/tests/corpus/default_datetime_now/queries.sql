SELECT id, probe FROM audit ORDER BY id
