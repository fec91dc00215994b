PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO "Post" ("title", "authorId") VALUES ('Third', 'cl2')
! INSERT INTO "Post" ("title", "authorId") VALUES ('Fourth', 'none')
! INSERT INTO "_PostToTag" VALUES (1, 't1')
UPDATE "User" SET "id" = 'cl9' WHERE "id" = 'cl1'
DELETE FROM "User" WHERE "id" = 'cl2'
