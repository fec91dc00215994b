-- item: 38
-- complaint: 41
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE job (
	id INTEGER NOT NULL,
	status VARCHAR(7) NOT NULL,
	done BOOLEAN NOT NULL,
	started DATETIME,
	took DATETIME,
	payload JSON,
	CONSTRAINT pk_job PRIMARY KEY (id),
	CONSTRAINT jobstatus CHECK (status IN ('QUEUED', 'RUNNING', 'FAILED')),
	CHECK (done IN (0, 1))
);
CREATE INDEX ix_job_status ON job (status);
INSERT INTO alembic_version VALUES ('ae1027a6acf0');
INSERT INTO job VALUES (1, 'QUEUED', 0, '2024-01-02 03:04:05.000006', '1970-01-01 00:01:30.000000', '{"a": [1, 2]}'), (2, 'FAILED', 1, NULL, NULL, 'null'), (3, 'RUNNING', 1, '2024-01-02 03:04:05.000000', NULL, NULL);
