SELECT id, days, copy, back FROM loan ORDER BY id
