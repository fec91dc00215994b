-- A home automation recorder: floats for instants, CHARACTER SET words in a type, hashes as integers, long histories.
CREATE TABLE event_data (data_id INTEGER NOT NULL, hash BIGINT, shared_data TEXT, PRIMARY KEY (data_id));
CREATE TABLE event_types (event_type_id INTEGER NOT NULL, event_type VARCHAR(64), PRIMARY KEY (event_type_id));
CREATE TABLE state_attributes (attributes_id INTEGER NOT NULL, hash BIGINT, shared_attrs TEXT, PRIMARY KEY (attributes_id));
CREATE TABLE states_meta (metadata_id INTEGER NOT NULL, entity_id VARCHAR(255), PRIMARY KEY (metadata_id));
CREATE TABLE statistics_meta (id INTEGER NOT NULL, statistic_id VARCHAR(255), source VARCHAR(32), unit_of_measurement VARCHAR(255), has_mean BOOLEAN, has_sum BOOLEAN, name VARCHAR(255), PRIMARY KEY (id));
CREATE TABLE recorder_runs (run_id INTEGER NOT NULL, start DATETIME NOT NULL, "end" DATETIME, closed_incorrect BOOLEAN NOT NULL, created DATETIME NOT NULL, PRIMARY KEY (run_id));
CREATE TABLE schema_changes (change_id INTEGER NOT NULL, schema_version INTEGER, changed DATETIME NOT NULL, PRIMARY KEY (change_id));
CREATE TABLE events (event_id INTEGER NOT NULL, event_type CHAR(0), event_data CHAR(0), origin CHAR(0), origin_idx SMALLINT, time_fired CHAR(0), time_fired_ts FLOAT, context_id CHAR(0), data_id INTEGER, context_id_bin BLOB, event_type_id INTEGER, PRIMARY KEY (event_id), FOREIGN KEY(data_id) REFERENCES event_data (data_id), FOREIGN KEY(event_type_id) REFERENCES event_types (event_type_id));
CREATE TABLE states (state_id INTEGER NOT NULL, entity_id CHAR(0), state VARCHAR(255), attributes CHAR(0), last_changed CHAR(0), last_changed_ts FLOAT, last_updated_ts FLOAT, old_state_id INTEGER, attributes_id INTEGER, origin_idx SMALLINT, context_id_bin BLOB, metadata_id INTEGER, PRIMARY KEY (state_id), FOREIGN KEY(old_state_id) REFERENCES states (state_id), FOREIGN KEY(attributes_id) REFERENCES state_attributes (attributes_id), FOREIGN KEY(metadata_id) REFERENCES states_meta (metadata_id));
CREATE TABLE statistics (id INTEGER NOT NULL, created CHAR(0), created_ts FLOAT, metadata_id INTEGER, start CHAR(0), start_ts FLOAT, mean FLOAT, min FLOAT, max FLOAT, last_reset DATETIME, last_reset_ts FLOAT, state FLOAT, sum FLOAT, PRIMARY KEY (id), FOREIGN KEY(metadata_id) REFERENCES statistics_meta (id) ON DELETE CASCADE);
CREATE INDEX ix_states_metadata_id_last_updated_ts ON states (metadata_id, last_updated_ts);
CREATE INDEX ix_states_context_id_bin ON states (context_id_bin);
CREATE UNIQUE INDEX ix_statistics_statistic_id_start_ts ON statistics (metadata_id, start_ts);
CREATE UNIQUE INDEX ix_states_meta_entity_id ON states_meta (entity_id);
INSERT INTO event_data VALUES (1, -7046029254386353131, '{"domain":"light","service":"turn_on"}'), (2, 4294967296, '{}');
INSERT INTO event_types VALUES (1, 'call_service');
INSERT INTO state_attributes VALUES (1, 18446744073, '{"unit_of_measurement":"°C","friendly_name":"Wohnzimmer"}');
INSERT INTO states_meta VALUES (1, 'sensor.temp'), (2, 'light.kitchen');
INSERT INTO statistics_meta VALUES (1, 'sensor.temp', 'recorder', '°C', 1, 0, NULL);
INSERT INTO recorder_runs VALUES (1, '2024-01-01 00:00:00.123456', NULL, 0, '2024-01-01 00:00:00.200000');
INSERT INTO schema_changes VALUES (1, 43, '2024-01-01 00:00:00.000000');
INSERT INTO events VALUES (1, NULL, NULL, NULL, 0, NULL, 1704067200.123456, NULL, 1, x'018cc251f400a1b2c3d4e5f60718293a', 1), (2, NULL, NULL, NULL, 0, NULL, 1704067201.5, NULL, NULL, NULL, 1);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO states SELECT i, NULL, CASE WHEN i % 50 = 0 THEN 'unavailable' ELSE printf('%.1f', 18 + (i % 40) / 10.0) END, NULL, NULL, NULL, 1704067200 + i * 30.000123, NULLIF(i - 1, 0), 1, 0, CAST(printf('%016d', i) AS BLOB), 1 + i % 2 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
INSERT INTO statistics SELECT i, NULL, 1704067200 + i * 3600.5, 1, NULL, 1704067200.0 + i * 3600, 20 + i / 7.0, 19, 21.25, NULL, NULL, NULL, NULL FROM n;
