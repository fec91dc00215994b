INSERT INTO level (height) VALUES (0.2)
! INSERT INTO level (height) VALUES (0.0)
! INSERT INTO level (height) VALUES (0.1)
INSERT INTO level (height) VALUES (0.30000000000000004)
