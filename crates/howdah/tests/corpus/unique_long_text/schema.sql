-- item: 83
CREATE TABLE page (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, hash BLOB);
CREATE UNIQUE INDEX page_hash ON page (hash);
INSERT INTO page VALUES (1, 'https://x/' || lower(hex(randomblob(4000))), randomblob(4000)), (2, 'kurz', x'00');
