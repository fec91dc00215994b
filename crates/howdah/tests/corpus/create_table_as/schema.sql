-- item: 63
CREATE TABLE source (id INTEGER PRIMARY KEY, name VARCHAR(10) NOT NULL, price DECIMAL(5,2), at DATETIME);
INSERT INTO source VALUES (1, 'ä', 1.5, '2024-01-01 00:00:00'), (2, '', NULL, NULL);
CREATE TABLE copied AS SELECT id, name, price, at, price * 2 AS twice, 'x' AS fixed FROM source;
CREATE TABLE none_yet AS SELECT * FROM source WHERE 0;
