-- item: 85
-- item: 93
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL, name TEXT COLLATE NOCASE);
CREATE INDEX file_path ON file (path);
CREATE INDEX file_name ON file (name);
CREATE VIEW in_home AS SELECT id FROM file WHERE path LIKE '/HOME/%';
CREATE VIEW in_root AS SELECT id FROM file WHERE path GLOB '/root/*' OR name LIKE 'read%';
INSERT INTO file VALUES (1, '/home/a', 'README'), (2, '/Home/ä', 'x'), (3, '/root/b', NULL), (4, '/ROOT/c', 'reader'), (5, '', '');
