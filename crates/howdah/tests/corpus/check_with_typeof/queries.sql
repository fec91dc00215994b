SELECT n, t, r FROM pile ORDER BY id
