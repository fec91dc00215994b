SELECT id, v FROM sample WHERE id <> 4 AND id <> 5 ORDER BY id
SELECT id, thrice FROM shown WHERE id IN (1, 3) ORDER BY id
