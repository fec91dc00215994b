-- A Rails application: bookkeeping, Active Storage, a polymorphic table.
CREATE TABLE "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
CREATE TABLE "active_storage_blobs" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "key" varchar NOT NULL, "filename" varchar NOT NULL, "content_type" varchar, "metadata" text, "service_name" varchar NOT NULL, "byte_size" bigint NOT NULL, "checksum" varchar, "created_at" datetime(6) NOT NULL);
CREATE TABLE "active_storage_attachments" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar NOT NULL, "record_type" varchar NOT NULL, "record_id" bigint NOT NULL, "blob_id" bigint NOT NULL, "created_at" datetime(6) NOT NULL, CONSTRAINT "fk_rails_c3b3935057" FOREIGN KEY ("blob_id") REFERENCES "active_storage_blobs" ("id"));
CREATE TABLE "posts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "title" varchar(255) DEFAULT '' NOT NULL, "body" text, "published" boolean DEFAULT 0 NOT NULL, "legacy" boolean DEFAULT 'f', "rating" decimal(3,1) DEFAULT 0.0, "score" float, "options" json DEFAULT '{}', "day" date, "starts_at" time, "raw" blob, "parent_id" integer, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) DEFAULT (CURRENT_TIMESTAMP) NOT NULL, CONSTRAINT "fk_rails_parent" FOREIGN KEY ("parent_id") REFERENCES "posts" ("id") ON DELETE SET NULL);
CREATE UNIQUE INDEX "index_active_storage_blobs_on_key" ON "active_storage_blobs" ("key");
CREATE UNIQUE INDEX "index_active_storage_attachments_uniqueness" ON "active_storage_attachments" ("record_type", "record_id", "name", "blob_id");
CREATE INDEX "index_posts_on_published_and_created_at" ON "posts" ("published", "created_at" DESC);
CREATE INDEX "index_posts_live" ON "posts" ("title") WHERE published = 1;
INSERT INTO schema_migrations VALUES ('20230101000000'), ('20230315120000'), ('1');
INSERT INTO ar_internal_metadata VALUES ('environment', 'production', '2023-01-01 00:00:00.123456', '2023-01-01 00:00:00.123456'), ('schema_sha1', 'da39a3ee', '2023-01-02 00:00:00.000000', '2023-01-02 00:00:00.000000');
INSERT INTO active_storage_blobs VALUES (1, 'abc123', 'a "quoted" name.png', 'image/png', '{"identified":true,"width":1}', 'local', 123456789012, 'XrY7u+Ae7tCTyyK7j1rNww==', '2023-02-03 04:05:06.000001');
INSERT INTO active_storage_attachments VALUES (1, 'cover', 'Post', 2, 1, '2023-02-03 04:05:06.000002');
INSERT INTO posts VALUES (1, 'First', 'Line one
line two', 1, 't', 4.5, 0.1, '{"a":1}', '2024-02-29', '2000-01-01 09:30:00.000000', x'00ff', NULL, '2023-02-03 04:05:06.700000', '2023-02-03 04:05:06.700000'),
    (2, '', NULL, 0, 'f', 0, 1e-7, '{}', NULL, NULL, NULL, 1, '2023-02-03 04:05:07.000000', '2023-02-03 04:05:08.999999');
