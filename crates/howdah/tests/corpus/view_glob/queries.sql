SELECT id, c_file, late, one, star FROM shell ORDER BY id
SELECT id FROM special ORDER BY id
