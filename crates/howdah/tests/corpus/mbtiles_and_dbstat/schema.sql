-- item: 111
CREATE TABLE metadata (name text, value text);
CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);
CREATE VIRTUAL TABLE pages USING dbstat(main);
INSERT INTO metadata VALUES ('name', 'Köln'), ('format', 'png'), ('name', NULL);
INSERT INTO tiles VALUES (0, 0, 0, x'89504e47'), (1, 0, 1, NULL), (NULL, NULL, NULL, x'');
