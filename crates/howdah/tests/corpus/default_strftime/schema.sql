-- item: 77
-- complaint: 19
CREATE TABLE beat (id INTEGER PRIMARY KEY, at TEXT DEFAULT (STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')), iso TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), year TEXT DEFAULT (strftime('%Y', 'now')), probe TEXT);
INSERT INTO beat VALUES (1, '2024-01-01 00:00:00.000', '2024-01-01T00:00:00Z', '2024', NULL), (2, NULL, '', 'ü', NULL);
