-- item: 93
CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT, code INTEGER);
CREATE VIEW a_names AS SELECT id FROM product WHERE name LIKE 'ä%' OR name LIKE 'A_b';
CREATE VIEW percent AS SELECT id FROM product WHERE name LIKE '%50\%%' ESCAPE '\';
CREATE VIEW backslash AS SELECT id FROM product WHERE name LIKE '%c:\dir%';
CREATE VIEW not_like AS SELECT id FROM product WHERE name NOT LIKE '%O%';
CREATE VIEW code_like AS SELECT id, name LIKE code AS same FROM product WHERE code LIKE '1%';
INSERT INTO product VALUES (1, 'ähre', 12), (2, 'Ähre', 21), (3, 'axB', 1), (4, '50% off', -1), (5, 'C:\Dir', NULL), (6, NULL, 100), (7, '', 1), (8, '100', 100), (9, 'a
b', 3);
