INSERT INTO lot (id) VALUES (3)
UPDATE lot SET probe = 1 WHERE id = 3 AND n IS NOT NULL AND m >= 0 AND d BETWEEN 1 AND 6
UPDATE lot SET n = 0, m = 0, d = 0 WHERE id = 3
