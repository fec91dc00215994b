-- item: 97
-- item: 36
CREATE TABLE visit (id INTEGER PRIMARY KEY, at DATETIME NOT NULL, who TEXT);
CREATE VIEW per_day AS SELECT date(at) AS day, count(*) AS n FROM visit GROUP BY date(at);
CREATE VIEW since AS SELECT id FROM visit WHERE at >= '2024-03-01' AND at < datetime('2024-03-01', '+1 day');
CREATE VIEW recent AS SELECT id FROM visit WHERE at > datetime('now', '-7 days');
CREATE VIEW months AS SELECT strftime('%Y-%m', at) AS month, substr(at, 1, 4) AS year, max(at) AS last FROM visit GROUP BY 1, 2;
INSERT INTO visit VALUES (1, '2024-02-29 23:59:59', 'ä'), (2, '2024-03-01 00:00:00', NULL), (3, '2024-03-01 12:30:00', ''), (4, '2024-03-02 00:00:00', 'b');
