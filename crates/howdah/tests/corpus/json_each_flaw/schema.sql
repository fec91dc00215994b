-- item: 50
-- item: 51
-- complaint: 38
CREATE TABLE json5 (id INTEGER PRIMARY KEY, doc JSON);
CREATE TABLE nul (id INTEGER PRIMARY KEY, doc JSON);
CREATE TABLE lone (id INTEGER PRIMARY KEY, doc TEXT CHECK (json_valid(doc)));
CREATE TABLE twice (id INTEGER PRIMARY KEY, doc JSON);
CREATE TABLE huge (id INTEGER PRIMARY KEY, doc JSONB);
CREATE TABLE deep (id INTEGER PRIMARY KEY, doc JSON);
INSERT INTO json5 VALUES (1, '{a: 1, ''b'': +.5, /* c */ d: [1,],}'), (2, '{"a":Infinity}'), (3, '{"a":1}');
INSERT INTO nul VALUES (1, '{"a":"\u0000"}'), (2, '{"\u0000":1}'), (3, '{"a":"\\u0000"}');
INSERT INTO lone VALUES (1, '["\ud83d"]'), (2, '["\ude00\ud83d"]'), (3, '["\ud83d\ude00"]');
INSERT INTO twice VALUES (1, '{"a":1,"a":2}'), (2, '{"a":{"x":1,"x":{"x":2,"x":3}}}'), (3, '{"ä":1,"\u00e4":2}');
INSERT INTO huge VALUES (1, '[1e400]'), (2, '[1e200000]'), (3, '[0.000000000000000000000000000001]');
INSERT INTO deep VALUES (1, '{"a":' || replace(hex(zeroblob(300)), '00', '[') || replace(hex(zeroblob(300)), '00', ']') || '}');
