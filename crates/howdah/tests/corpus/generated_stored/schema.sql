-- item: 81
-- complaint: 20
CREATE TABLE line (id INTEGER PRIMARY KEY, qty INTEGER NOT NULL, price REAL NOT NULL, name TEXT, total REAL GENERATED ALWAYS AS (qty * price) STORED, shout TEXT AS (upper(name) || '!') STORED, big INTEGER AS (qty > 10) STORED);
INSERT INTO line (id, qty, price, name) VALUES (1, 3, 2.5, 'ab'), (2, -1, 0.1, NULL), (3, 11, 1e10, '');
CREATE INDEX by_total ON line (total);
