-- item: 77
CREATE TABLE diary (id INTEGER PRIMARY KEY, at DATETIME DEFAULT (datetime('now', 'localtime')), sub DATETIME DEFAULT (datetime('now', 'subsec')), made DATETIME NOT NULL DEFAULT (datetime('now')), probe INTEGER);
INSERT INTO diary VALUES (1, '2024-01-01 00:00:00', '2024-01-01 00:00:00.123', '2024-01-01 00:00:00', NULL);
