-- item: 54
CREATE TABLE tag (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, name TEXT);
CREATE VIEW post_tags AS SELECT post, json_group_array(name) AS names, count(*) AS n FROM tag GROUP BY post;
INSERT INTO tag VALUES (1, 1, 'rot'), (2, 2, 'grün'), (3, 3, NULL);
