-- item: 59
CREATE TABLE shape (id INTEGER PRIMARY KEY, colour TEXT DEFAULT "red", size TEXT NOT NULL DEFAULT "it's", kind TEXT DEFAULT none);
INSERT INTO shape VALUES (1, NULL, '', 'grün');
INSERT INTO shape (id) VALUES (2);
