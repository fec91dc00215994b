-- item: 41
-- item: 56
CREATE TABLE `account` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`handle` text(64) NOT NULL,
	`created_at` integer DEFAULT (unixepoch()) NOT NULL,
	`plan` text DEFAULT 'free' NOT NULL,
	`verified` integer DEFAULT false NOT NULL,
	`data` text DEFAULT '{}'
);
--> statement-breakpoint
CREATE UNIQUE INDEX `account_handle_unique` ON `account` (`handle`);
INSERT INTO account VALUES (1, 'ö', 1704164645, 'pro', 1, '{"a":1}'), (2, '', 0, 'free', 0, NULL);
