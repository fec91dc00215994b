SELECT id, whole, tenth, n, size, nsize, s, tens FROM rounded ORDER BY id
SELECT id, d, f, s FROM printed ORDER BY id
