INSERT INTO opt (n, m) VALUES (1, 1)
