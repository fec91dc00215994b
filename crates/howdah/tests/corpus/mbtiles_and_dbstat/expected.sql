CREATE TABLE public.metadata (
    name text COLLATE "C",
    value text COLLATE "C"
);
CREATE TABLE public.tiles (
    zoom_level bigint,
    tile_column bigint,
    tile_row bigint,
    tile_data bytea
);
CREATE UNIQUE INDEX tile_index ON public.tiles (zoom_level, tile_column, tile_row);
-- Note no-row-key metadata: no key: rows are told apart by their rowid
-- Note no-row-key tiles: no key: rows are told apart by their rowid
-- Note virtual-table-without-rows pages: virtual table of module dbstat shows the pages of the file
