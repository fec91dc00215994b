INSERT INTO option (a, b, d, e, f, h, i, j, k) VALUES (2, 2, NULL, NULL, 2, NULL, NULL, 2, 'x')
