SELECT zoom_level, tile_data FROM tiles WHERE tile_row >= 0 ORDER BY zoom_level
