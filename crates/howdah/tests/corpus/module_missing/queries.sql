SELECT id, name, geom FROM town ORDER BY id
SELECT f_table_name, srid FROM geometry_columns
