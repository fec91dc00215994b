SELECT a FROM shown WHERE a IS NOT NULL
SELECT id, a, "zahl größe" FROM "Second Name" ORDER BY id
