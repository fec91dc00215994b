-- A Git forge (XORM): Unix seconds as INTEGER, booleans as INTEGER, backquoted names, reserved words as tables.
CREATE TABLE `version` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `version` INTEGER NULL);
CREATE TABLE `user` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `lower_name` TEXT NOT NULL, `name` TEXT NOT NULL, `email` TEXT NOT NULL, `passwd` TEXT NOT NULL, `must_change_password` INTEGER DEFAULT 0 NOT NULL, `login_type` INTEGER NULL, `type` INTEGER NULL, `created_unix` INTEGER NULL, `updated_unix` INTEGER NULL, `last_login_unix` INTEGER NULL, `is_active` INTEGER NULL, `is_admin` INTEGER NULL, `max_repo_creation` INTEGER DEFAULT -1 NOT NULL, `description` TEXT NULL);
CREATE UNIQUE INDEX `UQE_user_lower_name` ON `user` (`lower_name`);
CREATE UNIQUE INDEX `UQE_user_name` ON `user` (`name`);
CREATE INDEX `IDX_user_created_unix` ON `user` (`created_unix`);
CREATE TABLE `repository` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `owner_id` INTEGER NULL, `lower_name` TEXT NOT NULL, `name` TEXT NOT NULL, `is_private` INTEGER NULL, `size` INTEGER DEFAULT 0 NOT NULL, `topics` TEXT NULL, `created_unix` INTEGER NULL);
CREATE UNIQUE INDEX `UQE_repository_s` ON `repository` (`owner_id`,`lower_name`);
CREATE TABLE `issue` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `repo_id` INTEGER NULL, `index` INTEGER NULL, `name` TEXT NULL, `content` TEXT NULL, `is_closed` INTEGER NULL, `deadline_unix` INTEGER NULL, `created_unix` INTEGER NULL);
CREATE UNIQUE INDEX `UQE_issue_repo_index` ON `issue` (`repo_id`,`index`);
CREATE TABLE `access_token` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `uid` INTEGER NULL, `token_hash` TEXT NULL, `created_unix` INTEGER NULL);
CREATE TABLE `session` (`key` TEXT(16) PRIMARY KEY NOT NULL, `data` BLOB NULL, `expiry` INTEGER NULL);
CREATE TABLE `language_stat` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `repo_id` INTEGER NOT NULL, `is_primary` INTEGER NULL, `language` TEXT NOT NULL, `size` INTEGER NOT NULL DEFAULT 0);
INSERT INTO version VALUES (1, 299);
INSERT INTO user VALUES (1, 'root', 'Root', 'root@example.org', 'hash', 0, 0, 0, 1700000000, 1700000001, 0, 1, 1, -1, ''), (2, 'ann', 'Ann', 'ann@example.org', 'hash', 0, 0, 0, 1700000002, 1700000003, NULL, 0, 0, -1, NULL);
INSERT INTO repository VALUES (3, 1, 'a', 'A', 1, 12345678901, '["go","git"]', 1700000004);
INSERT INTO issue VALUES (1, 3, 1, 'Title', 'Body with `code` and
newlines', 0, 253402264799, 1700000005);
INSERT INTO session VALUES ('0123456789abcdef', x'0eff81040102ff82', 1700000006);
INSERT INTO language_stat VALUES (1, 3, 1, 'Go', 1000);
