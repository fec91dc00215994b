SELECT id, hash FROM counter ORDER BY hash
SELECT id FROM counter WHERE hits = 3000592982016
