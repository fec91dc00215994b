-- item: 98
-- item: 101
CREATE TABLE visit (id INTEGER PRIMARY KEY, page TEXT NOT NULL, ms INTEGER);
CREATE TABLE page_stat (page TEXT PRIMARY KEY NOT NULL, hits INTEGER NOT NULL DEFAULT 0, slowest INTEGER);
CREATE TRIGGER count_visit AFTER INSERT ON visit BEGIN INSERT INTO page_stat (page, hits, slowest) VALUES (NEW.page, 1, NEW.ms) ON CONFLICT (page) DO UPDATE SET hits = hits + 1, slowest = max(ifnull(slowest, 0), ifnull(excluded.slowest, 0)) WHERE excluded.page <> ''; END;
CREATE TRIGGER know_page AFTER DELETE ON visit BEGIN INSERT INTO page_stat (page) VALUES (OLD.page || '/gone') ON CONFLICT DO NOTHING; END;
INSERT INTO visit VALUES (1, '/', 5), (2, '/ä', NULL), (3, '', 1);
