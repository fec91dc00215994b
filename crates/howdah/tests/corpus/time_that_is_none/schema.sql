-- item: 47
-- item: 49
CREATE TABLE appointment (id INTEGER PRIMARY KEY, at DATETIME, day DATE, clock TIME, born DATE);
INSERT INTO appointment VALUES (1, '0000-00-00 00:00:00', '31.12.2024', '24:00:00', '12/31/24'), (2, 'now', '2024-02-30', '23:59:60', '1.1.70'), (3, '', '', '7 pm', ''), (4, '2024-01-01 00:00:00', '2024-01-01', '10:00:00', NULL);
