-- item: 54
CREATE TABLE tree (id INTEGER PRIMARY KEY, doc JSON NOT NULL);
CREATE VIEW leaf AS SELECT t.id, j.fullkey AS path, j.atom AS value FROM tree t, json_tree(t.doc) j WHERE j.atom IS NOT NULL;
INSERT INTO tree VALUES (1, '{"a":{"b":[1,"zwei"]},"c":true}'), (2, '7');
