-- item: 16
CREATE TABLE entry (id INTEGER PRIMARY KEY, n INT NOT NULL, r REAL, t TEXT, b BLOB) STRICT;
INSERT INTO entry VALUES (1, 7, 1.5, '7', x'07'), (2, -1, 2, '', x''), (3, 0, NULL, NULL, NULL);
