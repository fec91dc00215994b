INSERT INTO mail (folder, subject) VALUES ('inbox', 'a')
! INSERT INTO mail (folder, subject) VALUES ('trash', 'ä')
