SELECT id, at, day, clock, born FROM appointment WHERE id < 4 ORDER BY id
