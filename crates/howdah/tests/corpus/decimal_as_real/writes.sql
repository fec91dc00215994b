INSERT INTO invoice (net) VALUES (7.75)
! INSERT INTO invoice (rate) VALUES (0.1)
