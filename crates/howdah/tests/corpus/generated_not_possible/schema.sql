-- item: 81
CREATE TABLE clocked (id INTEGER PRIMARY KEY, at TEXT, day TEXT AS (date(at)) STORED, hour TEXT AS (strftime('%H', at)), kind TEXT AS (typeof(at)));
INSERT INTO clocked (id, at) VALUES (1, '2024-02-29 13:14:15'), (2, NULL), (3, 'no date'), (4, '2024-01-01T05:06');
