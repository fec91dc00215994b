SELECT id, country FROM trip ORDER BY id
