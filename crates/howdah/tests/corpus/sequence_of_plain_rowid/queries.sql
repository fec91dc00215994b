SELECT id, slug FROM page ORDER BY id
