-- item: 60
CREATE TABLE odd (id INTEGER PRIMARY KEY, xmin INTEGER, ctid TEXT, tableoid INTEGER, cmax TEXT, oid TEXT);
CREATE INDEX odd_xmin ON odd (xmin, ctid);
CREATE VIEW odd_view AS SELECT id, xmin, ctid AS place FROM odd WHERE cmax IS NULL;
INSERT INTO odd VALUES (1, 10, '(0,1)', 5, 'm', 'o'), (2, -1, NULL, NULL, NULL, 'ö');
