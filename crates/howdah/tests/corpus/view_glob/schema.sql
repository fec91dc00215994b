-- item: 93
CREATE TABLE path (id INTEGER PRIMARY KEY, p TEXT);
CREATE VIEW shell AS SELECT id, p GLOB '*.[ch]' AS c_file, p GLOB '[^a-m]*' AS late, p GLOB '?' AS one, p GLOB '*[*]*' AS star FROM path;
CREATE VIEW special AS SELECT id FROM path WHERE p GLOB 'a.b+(*)' OR p GLOB '[]x]*';
INSERT INTO path VALUES (1, 'main.c'), (2, 'MAIN.H'), (3, 'ä'), (4, 'a*b'), (5, 'a.b+(x)'), (6, ']y'), (7, NULL), (8, ''), (9, 'x.h');
