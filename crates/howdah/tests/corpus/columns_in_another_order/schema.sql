-- complaint: 40
CREATE TABLE zebra (stripes INTEGER, name TEXT, id INTEGER PRIMARY KEY, born DATE, weight REAL);
INSERT INTO zebra (name, id, weight) VALUES ('Zoë', 2, 300.5), (NULL, 1, NULL);
ALTER TABLE zebra ADD COLUMN age INTEGER DEFAULT 4;
