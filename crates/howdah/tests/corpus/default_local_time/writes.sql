INSERT INTO diary (id) VALUES (2)
UPDATE diary SET probe = 1 WHERE id = 2 AND made > '2025-01-01 00:00:00'
UPDATE diary SET at = NULL, sub = NULL, made = '2025-01-01 00:00:00' WHERE id = 2
