SELECT id, c1, c150, c300 FROM wide ORDER BY id
