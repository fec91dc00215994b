SELECT id FROM v_active ORDER BY id
SELECT id, plus FROM v_one ORDER BY id
SELECT id, no, off, "both" FROM v_not ORDER BY id
SELECT id FROM v_text ORDER BY id
SELECT id, a, b, c, d FROM v_is ORDER BY id
SELECT n, m, c FROM v_sum
