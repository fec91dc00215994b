PRAGMA foreign_keys = ON ==> SELECT 1
! INSERT INTO "Second Name" (a, "zahl größe") VALUES ('y', 0)
! INSERT INTO child (first_id) VALUES (44)
INSERT INTO "Second Name" (a, "zahl größe") VALUES ('y', 3)
