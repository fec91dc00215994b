-- item: 53
CREATE TABLE person (id INTEGER PRIMARY KEY, doc TEXT NOT NULL CHECK (json_valid(doc)));
CREATE VIEW person_view AS SELECT id, json_extract(doc, '$.name') AS name, json_extract(doc, '$.age') AS age, doc ->> '$.address.city' AS city, doc ->> 'nick' AS nick, json_extract(doc, '$.tags[0]') AS first_tag, json_extract(doc, '$.tags[#-1]') AS last_tag, json_array_length(doc, '$.tags') AS tags, json_type(doc, '$.age') AS kind FROM person;
INSERT INTO person VALUES (1, '{"name":"Zoë","age":31,"address":{"city":"Köln"},"nick":"z","tags":["a","b"]}'), (2, '{"name":null,"age":"old","tags":[]}'), (3, '{"age":1.5,"tags":["x"]}');
