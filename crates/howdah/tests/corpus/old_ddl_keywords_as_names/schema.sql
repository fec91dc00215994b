-- item: 63
-- item: 3
CREATE TABLE "order" (id INTEGER PRIMARY KEY, "group" TEXT NOT NULL, "index" INTEGER DEFAULT 7, "select" TEXT UNIQUE);
CREATE TABLE line (id INTEGER PRIMARY KEY, "order" INTEGER REFERENCES "order" (id) ON DELETE CASCADE, "values" TEXT);
CREATE INDEX by_group ON "order" ("group");
INSERT INTO "order" VALUES (1, 'a', 2, 'x'), (2, 'ü', 7, NULL);
INSERT INTO line VALUES (1, 1, 'one'), (2, NULL, NULL);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE order (id INTEGER PRIMARY KEY, group TEXT NOT NULL, index INTEGER DEFAULT 7, select TEXT UNIQUE)' WHERE name = 'order';
UPDATE sqlite_schema SET sql = 'CREATE TABLE line (id INTEGER PRIMARY KEY, order INTEGER REFERENCES order (id) ON DELETE CASCADE, values TEXT)' WHERE name = 'line';
