-- item: 71
-- item: 75
CREATE TABLE loan (id INTEGER PRIMARY KEY, days INTEGER CONSTRAINT some_days CHECK (days > 0) CHECK (days < 1000), copy TEXT CHECK (length(copy) >= 2), back INTEGER, CONSTRAINT "back later" CHECK (back IS NULL OR back >= days), CHECK (id <> 13));
INSERT INTO loan VALUES (1, 14, 'äb', 20), (2, NULL, NULL, NULL), (3, 999, 'abc', NULL);
