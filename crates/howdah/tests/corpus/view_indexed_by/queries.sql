SELECT id, sum FROM today ORDER BY id
SELECT id FROM every ORDER BY id
