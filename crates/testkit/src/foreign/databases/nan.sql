-- NaN among floats: no REAL of SQLite holds it.
CREATE TABLE measured (
    id integer PRIMARY KEY,
    exact numeric,
    value double precision,
    small real,
    clean double precision NOT NULL
);
INSERT INTO measured VALUES
    (1, 'NaN', 1.5, 0.1, 1),
    (2, 1, 'NaN', 'NaN', -0.0::float8),
    (3, NULL, '-Infinity', NULL, 5e-324),
    (4, -1.5, NULL, '-0', 1e308),
    (5, 'NaN', 0.1, 3.4028235e38, 'Infinity');
CREATE TABLE averages (grp text, average double precision);
INSERT INTO averages SELECT 'g' || g, CASE WHEN g % 7 = 0 THEN 'NaN' ELSE (g / 3.0)::float8 END FROM generate_series(1, 50) g;
CREATE MATERIALIZED VIEW hopeless AS SELECT id, value / 3 AS third FROM measured WHERE value = 'NaN';
