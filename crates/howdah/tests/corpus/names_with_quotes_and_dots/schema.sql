-- item: 58
CREATE TABLE "a.b" ("c.d" INTEGER PRIMARY KEY, "e""f" TEXT, 'g''h' TEXT, [i;j] TEXT, "k\l" TEXT, "%s $1" TEXT);
CREATE UNIQUE INDEX "x.""y" ON "a.b" ("e""f");
CREATE VIEW "main.v" AS SELECT "c.d" AS "a.b.c", "e""f" AS "1" FROM "a.b";
INSERT INTO "a.b" VALUES (1, 'p', 'q', 'r', 's', 't'), (2, NULL, '', NULL, '\', '%');
