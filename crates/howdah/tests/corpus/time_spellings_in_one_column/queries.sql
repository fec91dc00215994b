SELECT id, day FROM visit ORDER BY day, id ==> SELECT id, day FROM visit ORDER BY day NULLS FIRST, id
SELECT id FROM visit WHERE clock > '12:00:00'
