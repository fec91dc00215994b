-- item: 29
-- complaint: 36
-- not proven
CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO file VALUES (1, CAST(x'66fc72' AS TEXT)), (2, 'für');
