-- item: 55
CREATE TABLE thing (id INTEGER PRIMARY KEY, doc JSON);
CREATE INDEX thing_kind ON thing (json_extract(doc, '$.kind'));
CREATE UNIQUE INDEX thing_code ON thing (doc ->> '$.code');
INSERT INTO thing VALUES (1, '{"kind":"a","code":"x1"}'), (2, '{"kind":2,"code":"x2"}'), (3, '{}'), (4, NULL);
