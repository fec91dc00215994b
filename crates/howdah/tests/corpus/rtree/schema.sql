-- item: 111
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE VIRTUAL TABLE place_box USING rtree(id, min_x, max_x, min_y, max_y, +note TEXT);
CREATE VIRTUAL TABLE cells USING rtree_i32(id, lo, hi);
CREATE TRIGGER place_gone AFTER DELETE ON place BEGIN DELETE FROM place_box WHERE id = old.id; END;
INSERT INTO place VALUES (1, 'Köln'), (2, 'Ulm');
INSERT INTO place_box VALUES (1, 6.5, 7.0, 50.5, 51.0, 'ü'), (2, 9.5, 10.0, 48.25, 48.5, NULL);
INSERT INTO cells VALUES (1, -5, 5);
