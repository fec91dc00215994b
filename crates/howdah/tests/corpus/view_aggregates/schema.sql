-- item: 96
-- item: 7
CREATE TABLE sale (id INTEGER PRIMARY KEY, shop TEXT, cents INTEGER, rate REAL, paid BOOLEAN);
CREATE VIEW summary AS SELECT shop, sum(cents) AS cents, total(cents) AS total, avg(cents) AS mean, avg(rate) AS rate, min(cents) AS lo, max(shop) AS hi, count(*) AS n, sum(paid) AS paid FROM sale GROUP BY shop;
CREATE VIEW nothing_at_all AS SELECT sum(cents) AS s, total(cents) AS t, count(*) AS n, max(id) AS m FROM sale WHERE 0;
CREATE VIEW filtered AS SELECT count(*) FILTER (WHERE paid) AS paid, sum(cents) FILTER (WHERE NOT paid) AS open_, sum(cents > 100) AS big FROM sale;
INSERT INTO sale VALUES (1, 'Süd', 100, 0.5, 1), (2, 'Süd', 101, NULL, 0), (3, NULL, -7, 1.5, 1), (4, 'Nord', NULL, NULL, NULL), (5, 'Nord', 250, 0.25, 1);
