-- item: 58
CREATE TABLE "2024_sales" ("1st" INTEGER PRIMARY KEY, "2nd-half" REAL, "100%" TEXT, "_" TEXT, "$x" TEXT);
INSERT INTO "2024_sales" VALUES (1, 0.5, 'full', 'u', 'd'), (2, -0.5, NULL, '', 'é');
