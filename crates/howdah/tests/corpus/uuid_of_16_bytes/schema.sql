-- item: 14
CREATE TABLE device (id GUID NOT NULL PRIMARY KEY, name TEXT);
INSERT INTO device VALUES (x'00112233445566778899aabbccddeeff', 'one'), (x'ffffffffffffffffffffffffffffffff', 'två');
