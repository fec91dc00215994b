INSERT INTO beat (id) VALUES (3)
UPDATE beat SET probe = length(at) || substr(at, 20, 1) || length(iso) || substr(iso, 11, 1) || substr(iso, 20) || length(year) WHERE id = 3
UPDATE beat SET at = 'x', iso = 'x', year = 'x' WHERE id = 3
