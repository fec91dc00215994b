-- item: 67
-- item: 69
CREATE TABLE country (code TEXT, name TEXT);
CREATE TABLE region (code TEXT, active INTEGER);
CREATE UNIQUE INDEX active_region ON region (code) WHERE active = 1;
CREATE TABLE town (id INTEGER PRIMARY KEY, country TEXT REFERENCES country (code), region TEXT REFERENCES region (code));
INSERT INTO country VALUES ('de', 'Deutschland'), ('de', 'Germany'), (NULL, NULL);
INSERT INTO region VALUES ('by', 1), ('by', 0);
INSERT INTO town VALUES (1, 'de', 'by'), (2, NULL, NULL);
