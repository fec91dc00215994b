-- item: 68
-- complaint: 23
-- complaint: 24
CREATE TABLE torrents (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE files (id INTEGER PRIMARY KEY, torrent_id INTEGER REFERENCES torrents ON DELETE CASCADE ON UPDATE RESTRICT, path TEXT);
CREATE TABLE slot (a TEXT, b INTEGER, PRIMARY KEY (b, a)) WITHOUT ROWID;
CREATE TABLE booking (id INTEGER PRIMARY KEY, x INTEGER, y TEXT, FOREIGN KEY (x, y) REFERENCES slot);
INSERT INTO torrents VALUES (1, 'eins'), (2, 'zwei');
INSERT INTO files VALUES (1, 1, '/ä'), (2, 2, NULL), (3, NULL, '');
INSERT INTO slot VALUES ('k', 1), ('l', 2);
INSERT INTO booking VALUES (1, 1, 'k'), (2, NULL, 'zz'), (3, 2, NULL);
