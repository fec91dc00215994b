SELECT id, kind, guests FROM stay ORDER BY id
