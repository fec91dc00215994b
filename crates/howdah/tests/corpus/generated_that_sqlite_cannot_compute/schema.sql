-- item: 50, 81
CREATE TABLE event (id INTEGER PRIMARY KEY, body TEXT);
INSERT INTO event VALUES (1, '{"kind":"a"}'), (2, 'no document');
ALTER TABLE event ADD COLUMN kind TEXT AS (json_extract(body, '$.kind'));
ALTER TABLE event ADD COLUMN size AS (length(body));
