SELECT a, "B c", ä FROM listed ORDER BY a
SELECT id, v, n, total FROM star ORDER BY id
SELECT count(*) FROM unnamed
SELECT count(*) FROM twice
