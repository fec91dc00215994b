-- item: 78
CREATE TABLE api_key (id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))), short TEXT DEFAULT (hex(randomblob(4))), raw BLOB DEFAULT (randomblob(8)), name TEXT);
INSERT INTO api_key VALUES ('00112233445566778899aabbccddeeff', 'AABBCCDD', x'0102030405060708', 'old'), ('', '', x'', 'leer ä');
