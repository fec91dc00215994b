-- A Go service on GORM: soft deletes, times with zones as the driver writes them, durations in nanoseconds.
CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT,`created_at` datetime,`updated_at` datetime,`deleted_at` datetime,`name` text NOT NULL,`email` text,`age` integer,`active` numeric DEFAULT true,`balance` real,`timeout` integer,`company_id` integer,CONSTRAINT `fk_users_company` FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON DELETE SET NULL,CONSTRAINT `uni_users_email` UNIQUE (`email`));
CREATE TABLE `companies` (`id` integer PRIMARY KEY AUTOINCREMENT,`name` text,`uuid` uuid,`config` JSON);
CREATE TABLE `user_languages` (`user_id` integer,`language_code` varchar(10),PRIMARY KEY (`user_id`,`language_code`),CONSTRAINT `fk_user_languages_user` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`));
CREATE TABLE `blobs` (`hash` blob,`content` blob,PRIMARY KEY (`hash`));
CREATE INDEX `idx_users_deleted_at` ON `users`(`deleted_at`);
INSERT INTO companies VALUES (1, 'ACME', '6f9619ff-8b86-4011-b42d-00c04fc964ff', '{"plan":"pro","limits":{"seats":5}}'), (2, 'None', NULL, NULL);
INSERT INTO users VALUES (1, '2024-01-02 03:04:05.123456789+00:00', '2024-01-02 03:04:05.123+00:00', NULL, 'Ann', 'a@example.org', 30, 1, 0.1, 1500000000, 1), (2, '2024-06-02 03:04:05+02:00', '2024-06-02 03:04:05.5+02:00', '2024-07-01 00:00:00+00:00', 'Bob', NULL, NULL, 0, NULL, 9223372036854775807, NULL);
INSERT INTO user_languages VALUES (1, 'en'), (1, 'pt-BR'), (2, 'de');
INSERT INTO blobs VALUES (x'00', x''), (x'ff00', x'ff');
