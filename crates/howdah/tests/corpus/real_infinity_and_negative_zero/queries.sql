SELECT id FROM score ORDER BY value, id ==> SELECT id FROM score ORDER BY value NULLS FIRST, id
SELECT id FROM score WHERE value > 1e308 ORDER BY id
