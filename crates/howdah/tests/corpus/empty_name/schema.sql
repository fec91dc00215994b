-- item: 58
CREATE TABLE "" ("" INTEGER PRIMARY KEY, " " TEXT, v TEXT);
INSERT INTO "" VALUES (1, 'space', 'a'), (2, NULL, '');
CREATE TABLE other (id INTEGER PRIMARY KEY, "" TEXT);
INSERT INTO other VALUES (1, 'nameless');
