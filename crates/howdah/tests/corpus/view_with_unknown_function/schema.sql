-- item: 104
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, lat REAL, lon REAL);
CREATE VIEW near AS SELECT id, distance(lat, lon, 52.5, 13.4) AS km FROM place;
CREATE VIEW sounds AS SELECT id, soundex(name) AS s FROM place;
CREATE VIEW plain AS SELECT id, name FROM place WHERE lat > 0;
INSERT INTO place VALUES (1, 'Köln', 50.9, 6.9), (2, NULL, -33.8, 151.2);
