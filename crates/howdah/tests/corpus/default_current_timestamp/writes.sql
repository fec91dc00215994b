INSERT INTO note (id, made) VALUES (2, '2025-01-01 00:00:00')
