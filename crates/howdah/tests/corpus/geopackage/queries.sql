SELECT table_name, identifier, srs_id FROM gpkg_contents
