SELECT id, n, m, body, kind, tags FROM token ORDER BY id
SELECT "y", z, w, v FROM token ORDER BY id
