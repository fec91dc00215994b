-- A Laravel application: migrations, users, jobs, cache, sessions.
CREATE TABLE "migrations" ("id" integer primary key autoincrement not null, "migration" varchar not null, "batch" integer not null);
CREATE TABLE "users" ("id" integer primary key autoincrement not null, "name" varchar not null, "email" varchar not null, "email_verified_at" datetime, "password" varchar not null, "remember_token" varchar, "is_admin" tinyint(1) not null default '0', "balance" numeric not null default '0', "settings" text, "created_at" datetime, "updated_at" datetime);
CREATE TABLE "password_reset_tokens" ("email" varchar not null, "token" varchar not null, "created_at" datetime, primary key ("email"));
CREATE TABLE "sessions" ("id" varchar not null, "user_id" integer, "ip_address" varchar, "user_agent" text, "payload" text not null, "last_activity" integer not null, primary key ("id"));
CREATE TABLE "jobs" ("id" integer primary key autoincrement not null, "queue" varchar not null, "payload" text not null, "attempts" integer not null, "reserved_at" integer, "available_at" integer not null, "created_at" integer not null);
CREATE TABLE "failed_jobs" ("id" integer primary key autoincrement not null, "uuid" varchar not null, "connection" text not null, "queue" text not null, "payload" text not null, "exception" text not null, "failed_at" datetime not null default CURRENT_TIMESTAMP);
CREATE TABLE "cache" ("key" varchar not null, "value" text not null, "expiration" integer not null, primary key ("key"));
CREATE TABLE "orders" ("id" varchar not null, "user_id" integer not null, "status" varchar check ("status" in ('open', 'paid')) not null default 'open', "total" decimal not null, foreign key("user_id") references "users"("id") on delete cascade, primary key ("id"));
CREATE UNIQUE INDEX "users_email_unique" on "users" ("email");
CREATE INDEX "sessions_user_id_index" on "sessions" ("user_id");
CREATE UNIQUE INDEX "failed_jobs_uuid_unique" on "failed_jobs" ("uuid");
INSERT INTO migrations VALUES (1, '0001_01_01_000000_create_users_table', 1), (2, '2024_05_01_101112_create_orders_table', 2);
INSERT INTO users VALUES (1, 'Taylor', 't@example.org', '2024-05-01 10:11:12', '$2y$12$hash', NULL, 1, 12.5, '{"theme":"dark"}', '2024-05-01 10:11:12', '2024-05-01 10:11:13'), (2, 'B', 'b@example.org', NULL, 'x', 'tok', 0, 0, NULL, '2024-05-02 00:00:00', '2024-05-02 00:00:00');
INSERT INTO sessions VALUES ('s1', 1, '127.0.0.1', 'Mozilla/5.0', 'YTozOnt9', 1714558272), ('s2', NULL, NULL, NULL, '', 1714558273);
INSERT INTO jobs VALUES (5, 'default', '{"uuid":"x","displayName":"App\\Jobs\\Send"}', 0, NULL, 1714558272, 1714558272);
INSERT INTO failed_jobs VALUES (1, '6f9619ff-8b86-d011-b42d-00c04fc964ff', 'database', 'default', '{}', 'RuntimeException: x
#0 {main}', '2024-05-01 10:20:30');
INSERT INTO cache VALUES ('laravel_cache_x', 's:1:"a";', 2029918272);
INSERT INTO orders VALUES ('01HXYZ00000000000000000000', 1, 'paid', 99.99), ('01HXYZ00000000000000000001', 1, 'open', 5);
