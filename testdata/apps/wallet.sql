-- A wallet: one table of raw keys and values, without a single word of text.
PRAGMA application_id = -106042407;
CREATE TABLE main(key BLOB PRIMARY KEY NOT NULL, value BLOB NOT NULL);
INSERT INTO main VALUES (x'0776657273696f6e', x'ac750300'), (x'0a6d696e76657273696f6e', x'acb60200'), (x'04', x''), (x'036b657921', x'd63081d3'), (x'00', x'00'), (x'6b6579', x'6b6579');
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO main SELECT CAST('pool' || printf('%08d', i) AS BLOB), CAST(printf('%064d', i * 7919) AS BLOB) FROM n;
