-- item: 39
-- item: 66
CREATE TABLE IF NOT EXISTS "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE IF NOT EXISTS "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
CREATE TABLE IF NOT EXISTS "articles" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "title" varchar(100) DEFAULT '' NOT NULL, "body" text, "draft" boolean DEFAULT 1 NOT NULL, "price" decimal(8,2) DEFAULT 0.0, "tags" json DEFAULT '[]', "author_id" integer, "published_at" datetime(6), CONSTRAINT "fk_rails_1" FOREIGN KEY ("author_id") REFERENCES "authors" ("id") ON DELETE SET NULL);
CREATE TABLE IF NOT EXISTS "authors" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar, "articles_count" integer DEFAULT 0);
CREATE INDEX "index_articles_on_author_id" ON "articles" ("author_id");
CREATE UNIQUE INDEX "index_articles_on_title" ON "articles" ("title") WHERE draft = 0;
INSERT INTO schema_migrations VALUES ('20240101000000');
INSERT INTO ar_internal_metadata VALUES ('environment', 'production', '2024-01-01 00:00:00.123456', '2024-01-01 00:00:00.123456');
INSERT INTO authors VALUES (1, 'Ada', 2), (2, NULL, 0);
INSERT INTO articles VALUES (1, 'First', 'böd', 0, 9.5, '["a","b"]', 1, '2024-01-01 00:00:00.000001'), (2, 'Draft', NULL, 1, 0, '[]', NULL, NULL), (3, 'Draft', '', 1, NULL, NULL, 1, NULL);
