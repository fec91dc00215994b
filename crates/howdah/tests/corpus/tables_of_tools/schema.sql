-- item: 65
-- item: 66
CREATE TABLE android_metadata (locale TEXT);
CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);
CREATE TABLE _litestream_lock (id INTEGER);
CREATE TABLE room_master_table (id INTEGER PRIMARY KEY, identity_hash TEXT);
CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), success BOOLEAN NOT NULL);
INSERT INTO android_metadata VALUES ('de_DE');
INSERT INTO _litestream_seq VALUES (1, 5);
INSERT INTO room_master_table VALUES (42, 'abc');
INSERT INTO flyway_schema_history VALUES (1, '1', 1), (2, NULL, 0);
