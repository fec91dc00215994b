SELECT id, probe FROM lot ORDER BY id
