PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO "user" ("group") VALUES ('new')
! INSERT INTO "references" ("user") VALUES (99)
! INSERT INTO "references" ("default") VALUES ('d')
