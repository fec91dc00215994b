INSERT INTO cache (key, value) VALUES ('b', 'zwei')
! INSERT INTO cache (key, slot) VALUES ('c', 1)
! INSERT INTO cache (key, hits) VALUES ('d', -1)
