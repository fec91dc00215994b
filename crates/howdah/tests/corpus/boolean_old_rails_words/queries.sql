SELECT id, title FROM posts WHERE published = 't' ORDER BY id
SELECT count(*) FROM posts WHERE pinned IS NULL
