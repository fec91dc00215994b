SELECT id, day, hour, kind FROM clocked ORDER BY id
