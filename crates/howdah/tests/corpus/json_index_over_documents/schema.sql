-- item: 55
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  doc JSON NOT NULL,
  whole JSON,
  plain JSON,
  tagged JSON CHECK (json_valid(tagged)),
  kind TEXT AS (json_extract(tagged, '$.kind')),
  text_doc TEXT
);
CREATE INDEX event_a ON event (doc ->> '$.a');
CREATE INDEX event_whole ON event (whole);
CREATE INDEX event_kind ON event (kind);
CREATE INDEX event_text ON event (json_extract(text_doc, '$.x'));
INSERT INTO event (id, doc, whole, plain, tagged, text_doc) VALUES
  (1, '{"a":"x","b":[1,2]}', '[1]', '{}', '{"kind":"ä"}', '{"x":1}'),
  (2, '{"a":"y"}', NULL, NULL, '{}', NULL);
