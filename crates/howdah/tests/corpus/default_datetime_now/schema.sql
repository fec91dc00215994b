-- item: 77
-- complaint: 19
CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL DEFAULT (datetime('now')), day TEXT DEFAULT (date('now')), clock TEXT DEFAULT (time('now')), soon TEXT DEFAULT (datetime('now', '+1 day')), first TEXT DEFAULT (date('now', 'start of month')), probe TEXT);
INSERT INTO audit VALUES (1, '2024-01-01 00:00:00', '2024-01-01', '00:00:00', '', NULL, 'ä');
