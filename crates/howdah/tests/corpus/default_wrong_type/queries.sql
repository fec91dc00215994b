SELECT a, b, c, f, g, k FROM option ORDER BY id
