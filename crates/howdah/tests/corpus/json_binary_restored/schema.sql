-- item: 52
-- complaint: 37
CREATE TABLE node (
  id INTEGER PRIMARY KEY,
  props JSONB NOT NULL,
  state BLOB CHECK (json_valid(state, 8)),
  either BLOB CHECK (json_valid(either, 6)),
  picture BLOB
);
CREATE INDEX node_a ON node (props ->> '$.a');
CREATE VIEW node_name AS SELECT id, json_extract(props, '$.name') AS name FROM node;
INSERT INTO node VALUES
  (1, jsonb('{"name":"Zoë","a":[1,2.50,null],"deep":{"z":1,"b":"x\ny"}}'), jsonb('[]'), '{"a":1}', x'0c'),
  (2, jsonb('{"name":"b","a":-0}'), jsonb('"t"'), jsonb('{"a":1}'), x'00'),
  (3, jsonb('{name: ''c'', a: 0x1F, a: .5}'), NULL, NULL, x'01'),
  (4, jsonb_set('{"name":"d"}', '$.a', 'it''s "raw"'), jsonb('12345678901234567890'), jsonb('[1]'), NULL),
  (5, x'cb021331', x'00', jsonb('{}'), x'');
