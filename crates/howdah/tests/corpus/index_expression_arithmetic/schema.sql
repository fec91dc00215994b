-- item: 82
CREATE TABLE range (id INTEGER PRIMARY KEY, lo INTEGER, hi INTEGER, name TEXT);
CREATE INDEX by_width ON range (hi - lo, abs(lo));
CREATE UNIQUE INDEX by_key ON range (coalesce(name, ''), ifnull(lo, -1));
CREATE INDEX by_start ON range (substr(name, 1, 3)) WHERE name IS NOT NULL;
INSERT INTO range VALUES (1, -5, 5, 'äbcd'), (2, NULL, 9, NULL), (3, 0, 9223372036854775807, '');
