PRAGMA foreign_keys = ON ==> SELECT 1
! INSERT INTO files (torrent_id) VALUES (9)
! INSERT INTO booking (x, y) VALUES (1, 'l')
INSERT INTO booking (x, y) VALUES (2, 'l')
! UPDATE torrents SET id = 7 WHERE id = 1
DELETE FROM torrents WHERE id = 1
