SELECT id, probe FROM beat ORDER BY id
