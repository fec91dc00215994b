INSERT INTO switch (level, pair, flag) VALUES (1, 8, true)
! INSERT INTO switch (level) VALUES (0)
! INSERT INTO switch (pair) VALUES (3)
! INSERT INTO switch (level, either) VALUES (0, 0)
