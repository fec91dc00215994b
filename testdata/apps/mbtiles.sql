-- Map tiles: images in BLOBs behind a view, metadata as text, a unique index instead of a key.
PRAGMA application_id = 1297105496;
CREATE TABLE metadata (name text, value text);
CREATE UNIQUE INDEX name ON metadata (name);
CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT, grid_id TEXT);
CREATE TABLE images (tile_data blob, tile_id text);
CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);
CREATE UNIQUE INDEX images_id ON images (tile_id);
CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column, map.tile_row AS tile_row, images.tile_data AS tile_data FROM map JOIN images ON images.tile_id = map.tile_id;
INSERT INTO metadata VALUES ('name', 'Towns'), ('format', 'png'), ('bounds', '-180.0,-85,180,85'), ('minzoom', '0'), ('json', '{"vector_layers":[]}');
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 84)
INSERT INTO map SELECT CASE WHEN i < 1 THEN 0 WHEN i < 5 THEN 1 WHEN i < 21 THEN 2 ELSE 3 END, i % 8, i / 8, printf('%032x', i % 10), NULL FROM n;
INSERT INTO images SELECT CAST(x'89504e470d0a1a0a' || tile_id AS BLOB), tile_id FROM (SELECT DISTINCT tile_id FROM map);
