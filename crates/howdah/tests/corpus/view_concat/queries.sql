SELECT id, tn, rt, ni, bx, none FROM joined ORDER BY id
SELECT id, t1, seven FROM added ORDER BY id
