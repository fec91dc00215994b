SELECT id, points, name FROM ranking
SELECT id FROM lowest
SELECT id FROM last_null
SELECT id FROM rank ORDER BY points NULLS FIRST, name NULLS FIRST
