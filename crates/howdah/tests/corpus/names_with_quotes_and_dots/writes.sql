INSERT INTO "a.b" ("e""f") VALUES ('new')
! INSERT INTO "a.b" ("e""f") VALUES ('p')
