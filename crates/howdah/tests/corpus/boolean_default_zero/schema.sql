-- item: 11
-- item: 80
-- complaint: 10
-- complaint: 11
-- complaint: 12
CREATE TABLE account (id INTEGER PRIMARY KEY, login TEXT UNIQUE, is_disabled BOOL DEFAULT 0, is_admin NUMERIC DEFAULT false, is_bot TINYINT(1) DEFAULT '0' NOT NULL);
INSERT INTO account VALUES (1, 'root', 0, 1, 0), (2, 'björk', 1, 0, 1), (3, NULL, NULL, NULL, 0);
