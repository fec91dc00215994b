SELECT id, twice FROM mixed ORDER BY id
SELECT id, a, b, c FROM later ORDER BY id
