-- A Flask application on SQLAlchemy with Alembic: enums and booleans behind CHECKs, intervals, JSON, pickles.
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE role (id INTEGER NOT NULL, name VARCHAR(80), description VARCHAR(255), PRIMARY KEY (id), UNIQUE (name));
CREATE TABLE user (id INTEGER NOT NULL, email VARCHAR(255), active BOOLEAN, confirmed_at DATETIME, kind VARCHAR(5), fs_uniquifier VARCHAR(64) NOT NULL, token CHAR(32), joined DATE, wake TIME, span DATETIME, settings JSON, extra BLOB, rating NUMERIC(10, 2), exact NUMERIC(20, 10), ratio FLOAT, big BIGINT, PRIMARY KEY (id), UNIQUE (email), CHECK (active IN (0, 1)), CONSTRAINT kind CHECK (kind IN ('admin', 'guest')));
CREATE TABLE roles_users (user_id INTEGER, role_id INTEGER, FOREIGN KEY(user_id) REFERENCES user (id), FOREIGN KEY(role_id) REFERENCES role (id));
CREATE TABLE node (id INTEGER NOT NULL, parent_id INTEGER, path VARCHAR, PRIMARY KEY (id), FOREIGN KEY(parent_id) REFERENCES node (id) ON DELETE CASCADE);
CREATE INDEX ix_user_joined ON user (joined);
INSERT INTO alembic_version VALUES ('1975ea83b712');
INSERT INTO role VALUES (1, 'admin', NULL), (2, 'user', 'Plain');
INSERT INTO user VALUES (1, 'a@example.org', 1, '2024-01-02 03:04:05.000000', 'admin', 'x1', '6f9619ff8b86d011b42d00c04fc964ff', '2024-01-02', '07:30:00.000000', '1970-01-01 01:30:00.000000', '{"theme": "dark", "n": 1.0}', x'80049503', 12.5, 0.1234567891, 0.1, 9007199254740993), (2, NULL, 0, NULL, NULL, 'x2', NULL, NULL, NULL, NULL, 'null', NULL, NULL, NULL, NULL, NULL), (3, 'c@example.org', NULL, '2024-01-02 03:04:05.123456', 'guest', 'x3', '00000000000000000000000000000000', '0001-01-01', '23:59:59.999999', '1970-01-01 00:00:00.000000', NULL, NULL, 100, 3, 5, -1);
INSERT INTO roles_users VALUES (1, 1), (1, 2), (3, 2), (3, 2);
INSERT INTO node VALUES (1, NULL, '/'), (2, 1, '/a'), (3, 2, '/a/b');
