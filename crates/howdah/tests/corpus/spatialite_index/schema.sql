-- item: 111
CREATE TABLE geometry_columns (f_table_name TEXT NOT NULL, f_geometry_column TEXT NOT NULL, srid INTEGER NOT NULL, PRIMARY KEY (f_table_name, f_geometry_column));
CREATE TABLE "Town" (pk INTEGER PRIMARY KEY, name TEXT, geometry POINT);
CREATE VIRTUAL TABLE idx_town_geometry USING rtree(pkid, xmin, xmax, ymin, ymax);
CREATE VIRTUAL TABLE idx_other USING rtree(id, a, b);
CREATE TRIGGER gid_town_geometry AFTER DELETE ON "Town" BEGIN DELETE FROM idx_town_geometry WHERE pkid = old.pk; END;
CREATE TRIGGER ggi_town_geometry BEFORE INSERT ON "Town" BEGIN SELECT RAISE(ROLLBACK, 'not a POINT') WHERE GeometryType(new.geometry) <> 'POINT'; END;
INSERT INTO geometry_columns VALUES ('town', 'geometry', 4326);
INSERT INTO idx_town_geometry VALUES (1, 6.9, 7, 50.9, 51);
INSERT INTO idx_other VALUES (1, 2, 3);
