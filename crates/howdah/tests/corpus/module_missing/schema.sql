-- item: 112
-- item: 111
-- complaint: 43
CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT, geom BLOB);
CREATE TABLE geometry_columns (f_table_name TEXT NOT NULL, f_geometry_column TEXT NOT NULL, srid INTEGER NOT NULL, PRIMARY KEY (f_table_name, f_geometry_column));
INSERT INTO town VALUES (1, 'Köln', x'0001e6100000'), (2, '', NULL);
INSERT INTO geometry_columns VALUES ('town', 'geom', 4326);
PRAGMA writable_schema = ON;
INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', 'SpatialIndex', 'SpatialIndex', 0, 'CREATE VIRTUAL TABLE SpatialIndex USING VirtualSpatialIndex()'), ('table', 'vec_items', 'vec_items', 0, 'CREATE VIRTUAL TABLE vec_items USING vec0(embedding float[4])');
