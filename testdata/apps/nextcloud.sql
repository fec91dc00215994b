-- A file cloud on Doctrine: COLLATE BINARY or NOCASE in types, DEFAULT NULL everywhere, comments, BLOB and CLOB.
CREATE TABLE oc_appconfig (appid VARCHAR(32) DEFAULT '' NOT NULL COLLATE "BINARY", configkey VARCHAR(64) DEFAULT '' NOT NULL COLLATE "BINARY", configvalue CLOB DEFAULT NULL COLLATE "BINARY", type INTEGER UNSIGNED DEFAULT 2 NOT NULL, lazy SMALLINT DEFAULT 0 NOT NULL, PRIMARY KEY(appid, configkey));
CREATE TABLE oc_users (uid VARCHAR(64) DEFAULT '' NOT NULL, displayname VARCHAR(64) DEFAULT NULL, password VARCHAR(255) DEFAULT '' NOT NULL, uid_lower VARCHAR(64) DEFAULT '', PRIMARY KEY(uid));
CREATE TABLE oc_storages (id VARCHAR(64) DEFAULT NULL, numeric_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, available INTEGER DEFAULT 1 NOT NULL, last_checked INTEGER DEFAULT NULL);
CREATE TABLE oc_filecache (fileid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, storage BIGINT DEFAULT 0 NOT NULL, path VARCHAR(4000) DEFAULT NULL, path_hash VARCHAR(32) DEFAULT '' NOT NULL, parent BIGINT DEFAULT 0 NOT NULL, name VARCHAR(250) DEFAULT NULL, mimetype BIGINT DEFAULT 0 NOT NULL, size BIGINT DEFAULT 0 NOT NULL, mtime BIGINT DEFAULT 0 NOT NULL, etag VARCHAR(40) DEFAULT NULL, permissions INTEGER DEFAULT 0, checksum VARCHAR(255) DEFAULT NULL);
CREATE TABLE oc_jobs (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, class VARCHAR(255) DEFAULT '' NOT NULL, argument VARCHAR(4000) DEFAULT '' NOT NULL, last_run INTEGER DEFAULT 0, reserved_at INTEGER DEFAULT 0, execution_duration INTEGER DEFAULT 0);
CREATE TABLE oc_calendarobjects (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, calendardata BLOB DEFAULT NULL, uri VARCHAR(255) DEFAULT NULL, calendarid BIGINT UNSIGNED NOT NULL, lastmodified INTEGER UNSIGNED DEFAULT NULL, firstoccurence BIGINT UNSIGNED DEFAULT NULL, uid VARCHAR(255) DEFAULT NULL);
CREATE TABLE oc_comments (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, message CLOB DEFAULT '' NOT NULL, creation_timestamp DATETIME DEFAULT NULL --creation
, reference_id VARCHAR(64) DEFAULT NULL, meta_data CLOB DEFAULT NULL --(DC2Type:json)
);
CREATE UNIQUE INDEX storages_id_index ON oc_storages (id);
CREATE UNIQUE INDEX fs_storage_path_hash ON oc_filecache (storage, path_hash);
CREATE INDEX fs_parent_name_hash ON oc_filecache (parent, name);
CREATE INDEX job_class_index ON oc_jobs (class);
INSERT INTO oc_appconfig VALUES ('core', 'installedat', '1700000000.1234', 2, 0), ('core', 'vendor', 'nextcloud', 2, 0), ('files', 'enabled', 'yes', 4, 1), ('x', 'empty', NULL, 2, 0);
INSERT INTO oc_users VALUES ('Admin', NULL, '3|$argon2id$v=19$m=65536,t=4,p=1$x', 'admin');
INSERT INTO oc_storages VALUES ('home::Admin', 1, 1, NULL), ('local::/srv/data/', 2, 1, NULL);
INSERT INTO oc_filecache VALUES (1, 1, '', 'd41d8cd98f00b204e9800998ecf8427e', -1, '', 2, 9999999999, 1700000000, '655f00aa', 23, ''), (2, 1, 'files/Übung 📁.md', '45b963397aa40d4a0063e0d85e4fe7a1', 1, 'Übung 📁.md', 3, -1, 1700000001, '655f00ab', 27, NULL);
INSERT INTO oc_jobs VALUES (7, 'OCA\Files\BackgroundJob\ScanFiles', 'null', 1700000000, 0, -1);
INSERT INTO oc_calendarobjects VALUES (1, 'BEGIN:VCALENDAR
END:VCALENDAR', 'a.ics', 1, 1700000000, 1700000000, 'u'), (2, x'424547494e', 'b.ics', 1, 1700000000, NULL, 'v');
INSERT INTO oc_comments VALUES (1, 'Hi @admin', '2024-01-02 03:04:05', NULL, '{"last_edited_at":1}'), (2, '', NULL, NULL, NULL);
