SELECT id, whole, rest FROM divided ORDER BY id
SELECT id, part, real_part FROM divided ORDER BY id
SELECT id, x_rest, two, half FROM divided ORDER BY id
