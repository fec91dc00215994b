-- item: 79
-- complaint: 18
CREATE TABLE site (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'null', seen TIMESTAMP DEFAULT 'null', stamp TEXT DEFAULT 'CURRENT_TIMESTAMP', nick TEXT DEFAULT NULL, bare TEXT DEFAULT "current_date");
INSERT INTO site (id) VALUES (1);
INSERT INTO site VALUES (2, NULL, NULL, '', 'x', NULL);
