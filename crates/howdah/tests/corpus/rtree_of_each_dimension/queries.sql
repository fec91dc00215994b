SELECT * FROM shift_of_job ORDER BY 1
SELECT id FROM span WHERE lo <= 1 AND hi >= 1 ORDER BY id ==> SELECT id FROM span WHERE numrange(lo::numeric, hi::numeric, '[]') && numrange(1, 1, '[]') ORDER BY id
SELECT count(*) FROM "Room 3D" WHERE "Z 0" > 3
