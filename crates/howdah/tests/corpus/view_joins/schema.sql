-- item: 102
CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE q (id INTEGER PRIMARY KEY, p_id INTEGER, note TEXT);
CREATE VIEW natural_ AS SELECT * FROM (SELECT id AS p_id, name FROM p) NATURAL LEFT JOIN (SELECT p_id, note FROM q);
CREATE VIEW using_ AS SELECT id, name, note FROM p JOIN q USING (id);
CREATE VIEW comma AS SELECT p.name, q.note FROM p, q WHERE p.id = q.p_id;
CREATE VIEW full_ AS SELECT p.name, q.note FROM p FULL OUTER JOIN q ON q.p_id = p.id;
CREATE VIEW cross_ AS SELECT count(*) AS n FROM p CROSS JOIN q;
CREATE VIEW sub AS SELECT name, (SELECT count(*) FROM q WHERE q.p_id = p.id) AS n, EXISTS (SELECT 1 FROM q WHERE q.p_id = p.id AND note <> '') AS has FROM p WHERE id IN (SELECT p_id FROM q) OR id = 3;
INSERT INTO p VALUES (1, 'eins'), (2, 'zwei'), (3, NULL);
INSERT INTO q VALUES (1, 1, 'a'), (2, 1, 'ö'), (3, 9, NULL), (4, 2, '');
