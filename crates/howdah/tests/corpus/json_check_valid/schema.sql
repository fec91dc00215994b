-- item: 50
CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT NOT NULL CHECK (json_valid(body)), extra TEXT CHECK (extra IS NULL OR json_valid(extra)));
INSERT INTO doc VALUES (1, '{"a": 1, "ü": [true, null]}', NULL), (2, '[]', '"scalar"'), (3, '3.50', '{"b":{"c":""}}');
