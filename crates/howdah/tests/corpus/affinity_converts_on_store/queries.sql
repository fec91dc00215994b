SELECT id, amount, note FROM line ORDER BY id
SELECT price FROM line WHERE id IN (1, 2) ORDER BY id
