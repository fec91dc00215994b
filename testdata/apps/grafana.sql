-- A dashboard server: DATETIME as text with and without zone, booleans as INTEGER, a BLOB of JSON, 1/0 flags.
CREATE TABLE `migration_log` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `migration_id` TEXT NOT NULL, `sql` TEXT NOT NULL, `success` INTEGER NOT NULL, `error` TEXT NOT NULL, `timestamp` DATETIME NOT NULL);
CREATE TABLE `user` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `version` INTEGER NOT NULL, `login` TEXT NOT NULL, `email` TEXT NOT NULL, `name` TEXT NULL, `is_admin` INTEGER NOT NULL, `created` DATETIME NOT NULL, `updated` DATETIME NOT NULL, `last_seen_at` DATETIME NULL, `is_disabled` INTEGER NOT NULL DEFAULT 0);
CREATE TABLE `org` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `version` INTEGER NOT NULL, `name` TEXT NOT NULL, `created` DATETIME NOT NULL);
CREATE TABLE `dashboard` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `version` INTEGER NOT NULL, `slug` TEXT NOT NULL, `title` TEXT NOT NULL, `data` TEXT NOT NULL, `org_id` INTEGER NOT NULL, `created` DATETIME NOT NULL, `uid` TEXT NULL, `is_folder` INTEGER NOT NULL DEFAULT 0, `has_acl` INTEGER NOT NULL DEFAULT 0);
CREATE TABLE `data_source` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `org_id` INTEGER NOT NULL, `name` TEXT NOT NULL, `basic_auth` INTEGER NOT NULL, `json_data` TEXT NULL, `secure_json_data` TEXT NULL, `read_only` INTEGER NULL);
CREATE TABLE `alert_instance` (`rule_org_id` INTEGER NOT NULL, `rule_uid` TEXT NOT NULL DEFAULT 0, `labels` TEXT NOT NULL, `labels_hash` TEXT NOT NULL, `current_state` TEXT NOT NULL, `current_state_since` INTEGER NOT NULL, PRIMARY KEY ( `rule_org_id`,`rule_uid`,`labels_hash` ));
CREATE TABLE `cache_data` (`cache_key` TEXT PRIMARY KEY NOT NULL, `data` BLOB NOT NULL, `expires` INTEGER NOT NULL, `created_at` INTEGER NOT NULL);
CREATE UNIQUE INDEX `UQE_user_login` ON `user` (`login`);
CREATE UNIQUE INDEX `UQE_dashboard_org_id_uid` ON `dashboard` (`org_id`,`uid`);
INSERT INTO migration_log VALUES (1, 'create migration_log table', 'CREATE TABLE IF NOT EXISTS `migration_log` (...)', 1, '', '2023-04-05 06:07:08'), (2, 'x', '', 1, '', '2023-04-05 06:07:09');
INSERT INTO user VALUES (1, 0, 'admin', 'admin@localhost', '', 1, '2023-04-05 06:07:08', '2023-04-05 06:07:08', '2024-04-05 06:07:08', 0);
INSERT INTO org VALUES (1, 0, 'Main Org.', '2023-04-05 06:07:08');
INSERT INTO dashboard VALUES (1, 3, 'home', 'Home', '{"panels":[{"id":1,"gridPos":{"h":8,"w":12}}],"title":"Home","version":3}', 1, '2023-04-05 06:07:08', 'abcDEF', 0, 0), (2, 1, 'f', 'Folder', '{}', 1, '2023-04-05 06:08:08', 'uid2', 1, 0);
INSERT INTO data_source VALUES (1, 1, 'Prometheus', 0, '{"httpMethod":"POST"}', '{}', 0);
INSERT INTO alert_instance VALUES (1, 'r1', '[["alertname","x"]]', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', 'Normal', 1700000000);
INSERT INTO cache_data VALUES ('k', '{"cached":true}', 86400, 1700000000), ('b', x'1f8b0800', 0, 1700000000);
