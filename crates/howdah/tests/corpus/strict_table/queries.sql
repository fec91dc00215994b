SELECT id, n, r, t, b FROM entry ORDER BY id
