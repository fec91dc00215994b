-- item: 12
-- complaint: 7
CREATE TABLE title (id INTEGER PRIMARY KEY, code VARCHAR(3) NOT NULL, name NVARCHAR(10), iso CHAR(2));
INSERT INTO title VALUES (1, 'abcdef', 'short', 'de'), (2, '', 'a name of more than ten characters', 'd'), (3, 'x', NULL, NULL);
