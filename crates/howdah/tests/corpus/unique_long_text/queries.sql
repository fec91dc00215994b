SELECT id, length(hash) FROM page ORDER BY id
