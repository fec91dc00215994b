-- item: 73
-- item: 69
CREATE TABLE country (code TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, name TEXT);
CREATE TABLE trip (id INTEGER PRIMARY KEY, country TEXT REFERENCES country (code));
INSERT INTO country VALUES ('DE', 'Deutschland'), ('at', 'Österreich');
INSERT INTO trip VALUES (1, 'de'), (2, 'DE'), (3, NULL);
