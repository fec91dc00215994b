-- A Django project: auth, admin, sessions, migrations, and one application with every usual kind of field.
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_admin_log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "object_id" text NULL, "object_repr" varchar(200) NOT NULL, "action_flag" smallint unsigned NOT NULL CHECK ("action_flag" >= 0), "change_message" text NOT NULL, "content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "action_time" datetime NOT NULL);
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "shop_product" ("uuid" char(32) NOT NULL PRIMARY KEY, "name" varchar(80) NOT NULL, "price" decimal NOT NULL, "weight" real NULL, "attributes" text NOT NULL CHECK ((JSON_VALID("attributes") OR "attributes" IS NULL)), "available_from" date NULL, "opens" time NULL, "lead_time" bigint NOT NULL, "image" BLOB NULL, "stock" integer unsigned NOT NULL CHECK ("stock" >= 0), "ip" char(39) NULL, "slug" varchar(50) NOT NULL, "owner_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE INDEX "shop_product_slug_like" ON "shop_product" ("slug");
CREATE INDEX "shop_product_owner_id" ON "shop_product" ("owner_id");
INSERT INTO django_migrations VALUES (1, 'contenttypes', '0001_initial', '2023-05-04 10:11:12.123456'), (2, 'auth', '0001_initial', '2023-05-04 10:11:12.200000'), (3, 'admin', '0001_initial', '2023-05-04 10:11:13');
INSERT INTO django_content_type VALUES (1, 'admin', 'logentry'), (2, 'auth', 'user'), (3, 'shop', 'product');
INSERT INTO auth_permission VALUES (1, 2, 'add_user', 'Can add user'), (2, 3, 'view_product', 'Can view product');
INSERT INTO auth_group VALUES (1, 'editors');
INSERT INTO auth_group_permissions VALUES (1, 1, 1), (2, 1, 2);
INSERT INTO auth_user VALUES (1, 'pbkdf2_sha256$600000$salt$hash=', '2024-02-29 23:59:59.999999', 1, 'admin', '', 'admin@example.org', 1, 1, '2023-05-04 10:12:00', 'Zoë'), (2, '!unusable', NULL, 0, 'Ann', 'Smith', '', 0, 0, '2023-06-01 00:00:00.000100', 'Ann');
INSERT INTO auth_user_groups VALUES (1, 2, 1);
INSERT INTO django_admin_log VALUES (1, '2', 'Ann', 1, '[{"added": {}}]', 2, 1, '2023-06-01 00:00:00.010000'), (2, NULL, 'gone', 3, '', NULL, 1, '2023-06-02 00:00:00');
INSERT INTO django_session VALUES ('w9s8d7f6g5h4j3k2l1q0w9e8r7t6y5u4', '.eJxVjDsOwjAQBe_iGlmO1z9K-pzBWnt3cQA5Upw==', '2024-03-14 08:00:00.654321');
INSERT INTO shop_product VALUES ('6f9619ff8b86d011b42d00c04fc964ff', 'Tea', 4.5, 0.25, '{"origin": "Assam", "tags": ["black", "loose"], "caf\u00e9": null}', '2024-01-01', '08:30:00', 86400000000, x'89504e470d0a1a0a', 12, '192.168.0.1', 'tea', 1),
    ('00000000000000000000000000000001', 'Cup', 12, NULL, '{}', NULL, NULL, 0, NULL, 0, '::1', 'cup', NULL);
