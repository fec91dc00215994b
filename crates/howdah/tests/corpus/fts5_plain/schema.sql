-- item: 105
-- complaint: 44
CREATE TABLE folder (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIRTUAL TABLE mail USING fts5(subject, body, sender UNINDEXED);
INSERT INTO folder VALUES (1, 'Eingang');
INSERT INTO mail (rowid, subject, body, sender) VALUES (1, 'Hello', 'The quick brown fox', 'a@x'), (2, 'Grüße', 'Äpfel und Öl', NULL), (7, '', NULL, 'c@x');
