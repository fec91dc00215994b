INSERT INTO page (slug) VALUES ('next')
! INSERT INTO page (slug) VALUES ('a')
INSERT INTO below (id, v) VALUES (5, 'z')
! INSERT INTO below (id, v) VALUES (-20, 'w')
