-- item: 73
-- item: 88
CREATE TABLE word (word TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, n INTEGER);
INSERT INTO word VALUES ('Apfel', 1), ('apfelkern', 2), ('Äpfel', 3), ('äpfel', 4), ('', 5);
CREATE VIEW pie AS SELECT n FROM word WHERE word = 'APFEL';
