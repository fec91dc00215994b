-- item: 18
-- complaint: 27
CREATE TABLE page (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE);
CREATE TABLE below (id INTEGER PRIMARY KEY, v TEXT);
INSERT INTO page VALUES (1, 'a'), (41, 'über');
INSERT INTO below VALUES (-20, 'x'), (-10, 'y');
