-- item: 31
CREATE TABLE odd (id INTEGER PRIMARY KEY, t TEXT);
INSERT INTO odd VALUES (1, char(65279) || 'bom'), (2, char(65534)), (3, char(1114111)), (4, char(8238) || 'rtl'), (5, char(1, 2, 31, 127));
