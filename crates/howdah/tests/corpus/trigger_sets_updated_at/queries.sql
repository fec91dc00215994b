SELECT id, title, probe FROM page ORDER BY id
SELECT count(*) FROM page WHERE updated_at > '2100'
