SELECT id, weight FROM part ORDER BY weight
SELECT sum(weight) FROM part WHERE id < 4
SELECT id, stock FROM part ORDER BY id
