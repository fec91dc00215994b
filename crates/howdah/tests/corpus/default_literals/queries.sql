SELECT a, b, c, d, f, g, h, i, j, k, l, m FROM literal ORDER BY id
