-- item: 20
CREATE TABLE word (word TEXT PRIMARY KEY, cnt INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID;
INSERT INTO word VALUES ('b', 2), ('B', 3), ('', 0), ('é', 4), ('z', 5);
