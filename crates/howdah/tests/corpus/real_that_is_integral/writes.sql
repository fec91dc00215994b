INSERT INTO part (weight, stock) VALUES (5, 9)
! INSERT INTO part (size) VALUES (1)
