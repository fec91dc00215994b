INSERT INTO poll (id) VALUES (3)
UPDATE poll SET probe = 1 WHERE id = 3 AND at > 1700000000 AND at_ms > 1700000000000 AND at_ms % 1000 = 0 AND day > 2460000
UPDATE poll SET at = 0, at_ms = 0, day = 0 WHERE id = 3
