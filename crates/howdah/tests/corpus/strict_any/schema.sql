-- item: 16
CREATE TABLE pref (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
INSERT INTO pref VALUES ('int', 1), ('real', 1.0), ('text', '1'), ('blob', x'31'), ('null', NULL);
