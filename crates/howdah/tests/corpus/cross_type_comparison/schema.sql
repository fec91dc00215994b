-- item: 92
CREATE TABLE mix (id INTEGER PRIMARY KEY, n INTEGER, t TEXT, r REAL, any_ BLOB);
CREATE VIEW equal_ AS SELECT id FROM mix WHERE n = t;
CREATE VIEW text_is_more AS SELECT id FROM mix WHERE t > 5;
CREATE VIEW number_in_text AS SELECT id FROM mix WHERE n = '7' OR t = 8 OR r = '1.5';
CREATE VIEW order_all AS SELECT n = r AS same, n IN ('1', 7, NULL) AS inside, id FROM mix;
INSERT INTO mix VALUES (1, 7, '7', 7.0, 'x'), (2, 8, '8.0', 1.5, 'y'), (3, NULL, '8', -1, 'z'), (4, 0, '', 0, 'ü'), (5, 1, NULL, NULL, NULL);
