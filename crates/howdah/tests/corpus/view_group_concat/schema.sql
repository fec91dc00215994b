-- item: 96
CREATE TABLE tagging (id INTEGER PRIMARY KEY, post INTEGER, tag TEXT, w INTEGER);
CREATE VIEW tags AS SELECT post, group_concat(tag) AS tags, count(DISTINCT tag) AS kinds FROM tagging GROUP BY post;
CREATE VIEW tags_dashed AS SELECT post, group_concat(tag, ' - ') AS tags, group_concat(w, '+') AS ws FROM (SELECT post, tag, w FROM tagging ORDER BY id) GROUP BY post;
CREATE VIEW tags_ordered AS SELECT post, string_agg(tag, '/' ORDER BY tag DESC) AS tags FROM tagging GROUP BY post;
CREATE VIEW tags_distinct AS SELECT group_concat(DISTINCT post) AS posts FROM tagging WHERE post = 1;
INSERT INTO tagging VALUES (1, 1, 'rot', 1), (2, 1, 'grün', NULL), (3, 2, NULL, 5), (4, 3, '', 0), (5, 1, 'blau', -1);
