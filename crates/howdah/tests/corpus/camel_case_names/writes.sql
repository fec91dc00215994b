PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO "MediaFiles" ("SeriesId") VALUES (2)
! INSERT INTO "MediaFiles" ("SeriesId") VALUES (3)
! INSERT INTO "Series" ("TvdbId", "CleanTitle") VALUES (100, 'x')
