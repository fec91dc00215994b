-- item: 51
-- complaint: 38
CREATE TABLE payload (id INTEGER PRIMARY KEY, twice JSON, zero JSON, lone JSON, big JSON);
INSERT INTO payload VALUES (1, '{"a":1,"a":2}', '"x\u0000y"', '"\ud800"', '123456789012345678901234567890.5'), (2, '{ "b" : 1.00, "a" : -0 }', '""', '"\ud83d\ude00"', '1e400'), (3, NULL, NULL, NULL, '1e-30');
