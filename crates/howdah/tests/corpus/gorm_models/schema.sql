-- item: 43
-- complaint: 12
CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT,`created_at` datetime,`deleted_at` datetime,`name` text NOT NULL,`admin` numeric DEFAULT false,`timeout` integer,CONSTRAINT `uni_users_name` UNIQUE (`name`));
CREATE TABLE `credit_cards` (`id` integer PRIMARY KEY AUTOINCREMENT,`number` text,`user_id` integer,CONSTRAINT `fk_users_credit_cards` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE CASCADE ON DELETE SET NULL);
CREATE INDEX `idx_users_deleted_at` ON `users`(`deleted_at`);
INSERT INTO users VALUES (1, '2024-01-02 03:04:05.123456789+01:00', NULL, 'jürgen', 1, 1500000000), (2, '2024-01-02 03:04:05+00:00', '2024-02-02 03:04:05.5+00:00', 'b', 0, -1);
INSERT INTO credit_cards VALUES (1, '4111', 1), (2, NULL, NULL);
