-- item: 102
-- item: 9
CREATE TABLE bill (id INTEGER PRIMARY KEY, net DECIMAL(10,2), paid BOOLEAN, at DATETIME, ref UUID, doc JSON, raw BLOB);
CREATE VIEW bills AS SELECT id, net * 2 AS twice, net > 5 AS much, CASE WHEN paid THEN 'ja' ELSE 'nein' END AS paid, at, ref, raw, ifnull(raw, x'00') AS raw2, coalesce(paid, 0) AS paid0 FROM bill;
CREATE VIEW unpaid AS SELECT id FROM bill WHERE paid = 0 OR paid IS NULL;
INSERT INTO bill VALUES (1, 4.5, 1, '2024-01-01 00:00:00', '9f1b3c5e-0000-4000-8000-00000000000a', '{"a":1}', x'ff'), (2, 10, 0, '2024-01-02 12:00:00', NULL, NULL, NULL), (3, NULL, NULL, NULL, NULL, '[]', x'');
