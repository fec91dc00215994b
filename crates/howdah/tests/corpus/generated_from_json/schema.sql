-- item: 81
-- item: 53
CREATE TABLE event (id INTEGER PRIMARY KEY, body TEXT NOT NULL, kind TEXT GENERATED ALWAYS AS (json_extract(body, '$.kind')) VIRTUAL, n INTEGER AS (body ->> '$.n') STORED);
CREATE INDEX event_kind ON event (kind);
INSERT INTO event (id, body) VALUES (1, '{"kind":"ö","n":5}'), (2, '{}'), (3, '{"kind":null,"n":"7"}');
