-- item: 65
-- item: 86
CREATE TABLE measure (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, value REAL);
CREATE INDEX by_kind ON measure (kind);
INSERT INTO measure (kind, value) VALUES ('a', 1), ('a', 2.5), ('ü', NULL);
ANALYZE;
