-- item: 58
CREATE TABLE "📚" ("🔑" INTEGER PRIMARY KEY, "📖 title" TEXT NOT NULL, "日本語" TEXT);
CREATE INDEX "🔍" ON "📚" ("📖 title");
CREATE VIEW "👀" AS SELECT "📖 title" AS "👤" FROM "📚" WHERE "日本語" IS NOT NULL;
INSERT INTO "📚" VALUES (1, 'Eins', '一'), (2, '', NULL);
