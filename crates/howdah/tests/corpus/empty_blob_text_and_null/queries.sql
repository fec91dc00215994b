SELECT id, t, b, n FROM blank ORDER BY id
SELECT count(t), count(b), count(n) FROM blank
