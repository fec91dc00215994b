-- item: 82
CREATE TABLE entry (id INTEGER PRIMARY KEY, code TEXT PRIMARY_KEY UNIQUE, v TEXT);
CREATE INDEX entry_id ON entry (id);
CREATE UNIQUE INDEX entry_code ON entry (code);
CREATE INDEX entry_code_v ON entry (code, v);
CREATE INDEX entry_code_again ON entry (code);
INSERT INTO entry VALUES (1, 'a', 'ü'), (2, NULL, NULL);
