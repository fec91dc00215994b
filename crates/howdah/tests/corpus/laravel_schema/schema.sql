-- item: 40
CREATE TABLE IF NOT EXISTS "migrations" ("id" integer primary key autoincrement not null, "migration" varchar not null, "batch" integer not null);
CREATE TABLE IF NOT EXISTS "users" ("id" integer primary key autoincrement not null, "name" varchar not null, "email" varchar not null, "email_verified_at" datetime, "is_active" tinyint(1) not null default '1', "balance" numeric not null default '0', "settings" text, "created_at" datetime, "updated_at" datetime);
CREATE TABLE IF NOT EXISTS "posts" ("id" integer primary key autoincrement not null, "user_id" integer not null, "kind" varchar check ("kind" in ('page', 'post')) not null default 'post', "deleted_at" datetime, foreign key("user_id") references "users"("id") on delete cascade);
CREATE UNIQUE INDEX "users_email_unique" on "users" ("email");
INSERT INTO migrations VALUES (1, '2014_10_12_000000_create_users_table', 1);
INSERT INTO users (id, name, email, is_active, balance, created_at) VALUES (1, 'Zoë', 'z@x', 1, 12.5, '2024-01-02 03:04:05'), (2, '', 'y@x', 0, 0, NULL);
INSERT INTO posts (id, user_id, kind) VALUES (1, 1, 'page'), (2, 2, 'post');
