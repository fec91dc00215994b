-- item: 78
CREATE TABLE entity (id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))), name TEXT);
INSERT INTO entity VALUES ('9f1b3c5e-0000-4000-8000-00000000000a', 'first');
