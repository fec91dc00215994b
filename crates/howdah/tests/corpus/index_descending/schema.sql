-- item: 82
CREATE TABLE entry (id INTEGER PRIMARY KEY, written TEXT NOT NULL, title TEXT);
CREATE INDEX newest ON entry (written DESC, title);
INSERT INTO entry VALUES (1, 'b', 'one'), (2, 'a', NULL), (3, 'c', 'three');
