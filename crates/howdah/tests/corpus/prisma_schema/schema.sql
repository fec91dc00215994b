-- item: 41
-- item: 22
-- complaint: 13
-- complaint: 21
CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);
CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "email" TEXT NOT NULL, "balance" DECIMAL NOT NULL DEFAULT 0, "avatar" BLOB, "prefs" JSONB);
CREATE TABLE "Post" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "published" BOOLEAN NOT NULL DEFAULT false, "authorId" TEXT, CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE "_PostToTag" ("A" INTEGER NOT NULL, "B" TEXT NOT NULL, CONSTRAINT "_PostToTag_A_fkey" FOREIGN KEY ("A") REFERENCES "Post" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "_PostToTag"("A", "B");
INSERT INTO _prisma_migrations VALUES ('m1', 'abc', 1704164645678, 'init', 1);
INSERT INTO "User" VALUES ('cl1', 1704164645678, 'ä@x', 1.5, x'00ff', '{"theme":"dark"}'), ('cl2', 1704164645000, 'b@x', 0, NULL, NULL);
INSERT INTO "Post" VALUES (1, 'Hello', 1, 'cl1'), (2, '', 0, NULL);
INSERT INTO "_PostToTag" VALUES (1, 't1'), (1, 't2');
