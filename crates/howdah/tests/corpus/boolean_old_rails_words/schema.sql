-- item: 11
-- item: 39
CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, title varchar, published boolean DEFAULT 'f' NOT NULL, pinned boolean DEFAULT 't');
INSERT INTO posts VALUES (1, 'One', 't', 'f'), (2, 'Zwölf', 'f', NULL), (3, '', 't', 't');
