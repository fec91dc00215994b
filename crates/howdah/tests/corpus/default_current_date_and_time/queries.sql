SELECT id, probe FROM shift ORDER BY id
