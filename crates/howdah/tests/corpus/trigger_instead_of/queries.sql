SELECT id, name, last FROM people ORDER BY id
SELECT id, first, last FROM person ORDER BY id
