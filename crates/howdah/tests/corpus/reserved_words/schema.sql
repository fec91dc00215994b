-- item: 58
CREATE TABLE "user" ("order" INTEGER PRIMARY KEY, "group" TEXT, "select" TEXT NOT NULL DEFAULT 'from', "analyse" TEXT, "both" TEXT);
CREATE TABLE "references" (id INTEGER PRIMARY KEY, "end" TEXT, "user" INTEGER REFERENCES "user" ("order"), "default" TEXT UNIQUE);
CREATE INDEX "table" ON "user" ("group", "select");
CREATE VIEW "all" AS SELECT u."order", u."group", r."end" FROM "user" u JOIN "references" r ON r."user" = u."order";
INSERT INTO "user" VALUES (1, 'a', 'b', NULL, 'ü'), (2, NULL, '', 'x', NULL);
INSERT INTO "references" VALUES (1, 'fin', 1, 'd'), (2, NULL, NULL, NULL);
