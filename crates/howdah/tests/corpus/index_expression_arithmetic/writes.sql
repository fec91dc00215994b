! INSERT INTO range (name, hi) VALUES ('', 4)
! INSERT INTO range (lo, name) VALUES (0, NULL)
INSERT INTO range (lo, name) VALUES (1, NULL)
