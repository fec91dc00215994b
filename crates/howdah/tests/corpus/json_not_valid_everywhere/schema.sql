-- item: 50
CREATE TABLE setting (id INTEGER PRIMARY KEY, value JSON, old JSON);
INSERT INTO setting VALUES (1, '{"a":1}', '{a: 1, /* five */ b: .5,}'), (2, '', 'true'), (3, 'NaN', 'null'), (4, NULL, NULL);
