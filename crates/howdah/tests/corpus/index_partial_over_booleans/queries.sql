SELECT id FROM todo WHERE NOT done ORDER BY id
SELECT id FROM todo WHERE done = 0 AND owner = 1 ==> SELECT id FROM todo WHERE done = false AND owner = 1
