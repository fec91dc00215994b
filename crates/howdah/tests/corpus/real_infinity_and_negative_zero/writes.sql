INSERT INTO score (value) VALUES (0.5)
