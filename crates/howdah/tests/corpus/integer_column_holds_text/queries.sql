SELECT name, room FROM guest WHERE age = 'unknown' OR age = '' ORDER BY name
SELECT sum(room) FROM guest
