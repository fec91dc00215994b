SELECT id, length(url) FROM article ORDER BY id
