! INSERT INTO track (title, artist) VALUES ('Song  ', 'Abba')
INSERT INTO track (title, artist) VALUES ('SONG', 'Abba')
