-- item: 4
CREATE TABLE line (id INTEGER PRIMARY KEY, amount INTEGER, price NUMERIC, note TEXT);
INSERT INTO line VALUES (1, '123', '1e3', 12), (2, ' 12 ', '0x10', 1.0), (3, '-0', '9.50', 'x'), (4, '12abc', NULL, NULL);
