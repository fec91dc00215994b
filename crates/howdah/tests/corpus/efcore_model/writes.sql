PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO "Blogs" ("Url", "Key") VALUES ('u', 'k')
! INSERT INTO "Posts" ("BlogId", "Title") VALUES (1, '')
! INSERT INTO "Posts" ("BlogId", "Title") VALUES (77, 'x')
DELETE FROM "Blogs" WHERE "BlogId" = 1
