-- item: 37
-- item: 66
-- complaint: 42
CREATE TABLE IF NOT EXISTS "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE IF NOT EXISTS "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "date_joined" datetime NOT NULL);
CREATE TABLE IF NOT EXISTS "shop_order" ("id" char(32) NOT NULL PRIMARY KEY, "total" decimal NOT NULL, "meta" text NOT NULL CHECK ((JSON_VALID("meta") OR "meta" IS NULL)), "took" bigint NOT NULL, "items" integer unsigned NOT NULL CHECK ("items" >= 0), "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "shop_order_user_id_5f7a" ON "shop_order" ("user_id");
CREATE UNIQUE INDEX "auth_user_lower" ON "auth_user" (LOWER("username"));
INSERT INTO django_migrations VALUES (1, 'auth', '0001_initial', '2024-01-02 03:04:05.678901');
INSERT INTO auth_user VALUES (1, 'pbkdf2$x', NULL, 1, 'Anna', '2024-01-02 03:04:05'), (2, '', '2024-05-06 07:08:09.100000', 0, 'bör', '2024-01-02 03:04:05.500000');
INSERT INTO shop_order VALUES ('9f1b3c5e000040008000000000000001', 19.5, '{"gift": true, "note": "ü"}', 1500000, 2, 1), ('9f1b3c5e000040008000000000000002', 0, '{}', -1, 0, 2);
