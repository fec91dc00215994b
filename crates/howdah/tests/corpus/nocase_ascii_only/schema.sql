-- item: 88
CREATE TABLE topic (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE NOT NULL, grp TEXT COLLATE NOCASE);
CREATE VIEW groups AS SELECT count(*) AS n, min(id) AS first FROM topic GROUP BY grp;
CREATE VIEW distinct_names AS SELECT count(DISTINCT name) AS n FROM topic;
CREATE VIEW same AS SELECT a.id AS a, b.id AS b FROM topic a JOIN topic b ON a.name = b.name AND a.id < b.id;
CREATE VIEW in_list AS SELECT id FROM topic WHERE name IN ('ALPHA', 'ÄNDERUNG') OR name = 'omega' COLLATE BINARY;
INSERT INTO topic VALUES (1, 'Alpha', 'x'), (2, 'ALPHA', 'X'), (3, 'Änderung', 'y'), (4, 'änderung', NULL), (5, 'OMEGA', ''), (6, 'omega', 'Y');
