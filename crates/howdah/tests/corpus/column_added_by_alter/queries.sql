SELECT id, name, country, score, note FROM person ORDER BY id
