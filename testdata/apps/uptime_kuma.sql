-- A monitor on Knex: heartbeats in numbers, DATETIME with milliseconds, VARCHAR, BOOLEAN, a NUMERIC date.
CREATE TABLE `knex_migrations` (`id` integer not null primary key autoincrement, `name` varchar(255), `batch` integer, `migration_time` datetime);
CREATE TABLE `knex_migrations_lock` (`index` integer not null primary key autoincrement, `is_locked` integer);
CREATE TABLE `user` (`id` integer not null primary key autoincrement, `username` varchar(255) not null, `password` varchar(255), `active` boolean not null default '1', `timezone` varchar(150), `twofa_status` boolean not null default '0');
CREATE TABLE `monitor` (`id` integer not null primary key autoincrement, `name` varchar(150), `active` boolean not null default '1', `user_id` integer, `interval` integer not null default '20', `url` text, `type` varchar(20), `weight` integer default '2000', `accepted_statuscodes_json` text not null default '["200-299"]', `retry_interval` integer not null default '0', `upside_down` boolean not null default '0', `created_date` datetime not null default CURRENT_TIMESTAMP, `timeout` double not null default '0', foreign key(`user_id`) references `user`(`id`) on delete SET NULL on update CASCADE);
CREATE TABLE `heartbeat` (`id` integer not null primary key autoincrement, `important` boolean not null default '0', `monitor_id` integer not null, `status` smallint not null, `msg` text, `time` datetime not null, `ping` integer, `duration` integer not null default '0', `down_count` integer not null default '0', foreign key(`monitor_id`) references `monitor`(`id`) on delete CASCADE on update CASCADE);
CREATE TABLE `stat_minutely` (`id` integer not null primary key autoincrement, `monitor_id` integer not null, `timestamp` integer not null, `ping` float not null, `up` smallint not null, `down` smallint not null, `extras` text null, foreign key(`monitor_id`) references `monitor`(`id`) on delete CASCADE on update CASCADE);
CREATE TABLE `setting` (`id` integer not null primary key autoincrement, `key` varchar(200) not null, `value` text, `type` varchar(20));
CREATE UNIQUE INDEX `user_username_unique` on `user` (`username`);
CREATE UNIQUE INDEX `stat_minutely_monitor_id_timestamp_unique` on `stat_minutely` (`monitor_id`, `timestamp`);
CREATE INDEX `important` on `heartbeat` (`important`);
CREATE INDEX `monitor_important_time_index` on `heartbeat` (`monitor_id`, `important`, `time`);
INSERT INTO knex_migrations VALUES (1, '2023-08-16-0000-create-uptime.js', 1, 1700000000123), (2, '2023-08-18-0301-heartbeat.js', 1, 1700000000456);
INSERT INTO knex_migrations_lock VALUES (1, 0);
INSERT INTO user VALUES (1, 'admin', '$2a$10$x', 1, 'Europe/Berlin', 0);
INSERT INTO monitor (id, name, active, user_id, url, type, created_date, timeout) VALUES (1, 'Site', 1, 1, 'https://example.org', 'http', '2024-01-02 03:04:05', 48), (2, 'Port', 0, NULL, NULL, 'port', '2024-01-02 03:04:06', 16.5);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO heartbeat SELECT i, i % 40 = 0, 1 + i % 2, i % 4, '200 - OK', strftime('%Y-%m-%d %H:%M:%f', '2024-01-02', '+' || i || ' minutes', '+0.' || printf('%03d', i) || ' seconds'), CASE WHEN i % 4 THEN i END, 60, 0 FROM n;
INSERT INTO stat_minutely VALUES (1, 1, 1704164640, 23.5, 3, 0, NULL), (2, 1, 1704164700, 20, 2, 1, '{"x":1}');
INSERT INTO setting VALUES (1, 'initServerTimezone', 'true', NULL), (2, 'jwtSecret', '"$2a$10$y"', NULL);
