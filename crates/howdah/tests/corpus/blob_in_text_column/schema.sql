-- item: 13
CREATE TABLE secret (id INTEGER PRIMARY KEY, name TEXT, body TEXT);
INSERT INTO secret VALUES (1, 'key', x'00ff10'), (2, 'note', 'größer'), (3, 'empty', x''), (4, 'none', NULL);
