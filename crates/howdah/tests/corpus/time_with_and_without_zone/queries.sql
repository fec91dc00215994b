SELECT id, naive FROM meeting ORDER BY id
SELECT id FROM meeting WHERE zoned IS NULL
