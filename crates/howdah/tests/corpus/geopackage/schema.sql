-- item: 111
-- complaint: 43
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, srs_id INTEGER);
CREATE TABLE road (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom LINESTRING, name TEXT);
CREATE VIRTUAL TABLE rtree_road_geom USING rtree(id, minx, maxx, miny, maxy);
CREATE TABLE watch (fid INTEGER, what TEXT);
CREATE TRIGGER rtree_road_geom_delete AFTER DELETE ON road WHEN old.geom NOT NULL BEGIN DELETE FROM rtree_road_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_road_geom_insert AFTER INSERT ON road WHEN (new.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO rtree_road_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
INSERT INTO gpkg_contents VALUES ('road', 'features', 'straße', '2024-01-02T03:04:05.678Z', NULL, 4326);
