-- item: 52
CREATE TABLE thing (id INTEGER PRIMARY KEY, doc JSON, zero JSONB, plain BLOB);
INSERT INTO thing VALUES
  (1, jsonb('{"a":1}'), jsonb('{"a":"x\u0000y"}'), jsonb('{"looks":"like it"}')),
  (2, x'89504e470d0a', jsonb('[1]'), jsonb('[]')),
  (3, x'7b7d', NULL, NULL),
  (4, '{}', NULL, NULL);
