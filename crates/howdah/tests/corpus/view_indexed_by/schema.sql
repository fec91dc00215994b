-- item: 86
CREATE TABLE sale (id INTEGER PRIMARY KEY, day TEXT, sum INTEGER);
CREATE INDEX sale_day ON sale (day);
CREATE VIEW today AS SELECT id, sum FROM sale INDEXED BY sale_day WHERE day = '2024-01-01';
CREATE VIEW every AS SELECT id FROM sale NOT INDEXED WHERE likelihood(sum > 0, 0.9) AND unlikely(day <> '');
INSERT INTO sale VALUES (1, '2024-01-01', 5), (2, '2024-01-02', -5), (3, NULL, NULL), (4, '', 3);
ANALYZE;
