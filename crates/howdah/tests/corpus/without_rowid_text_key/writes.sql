INSERT INTO word (word) VALUES ('new')
! INSERT INTO word (word) VALUES (NULL)
! INSERT INTO word (word) VALUES ('b')
INSERT INTO word (word) VALUES ('b') ON CONFLICT (word) DO UPDATE SET cnt = word.cnt + 1
