-- item: 101
-- item: 97
CREATE TABLE page (id INTEGER PRIMARY KEY, title TEXT, updated_at TEXT, probe INTEGER);
CREATE TRIGGER page_updated AFTER UPDATE OF title ON page FOR EACH ROW BEGIN UPDATE page SET updated_at = strftime('%Y-%m-%d %H:%M:%S', 'now'), probe = length(strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) WHERE id = NEW.id; END;
CREATE TRIGGER page_created AFTER INSERT ON page WHEN NEW.updated_at IS NULL BEGIN UPDATE page SET updated_at = CURRENT_TIMESTAMP WHERE rowid = NEW.rowid; END;
INSERT INTO page VALUES (1, 'eins', '2024-01-01 00:00:00', NULL), (2, 'zwö', '', NULL);
