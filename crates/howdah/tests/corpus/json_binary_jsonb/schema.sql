-- item: 52
-- complaint: 37
CREATE TABLE node (id INTEGER PRIMARY KEY, props BLOB NOT NULL, other JSONB);
INSERT INTO node VALUES (1, jsonb('{"a":[1,2,"ü"]}'), jsonb('{"x":true}')), (2, jsonb('null'), jsonb('"t"'));
CREATE VIEW node_a AS SELECT id, json_extract(props, '$.a[1]') AS second FROM node;
