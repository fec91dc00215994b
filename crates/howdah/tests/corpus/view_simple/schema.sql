-- item: 102
CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT, active BOOLEAN, made DATETIME);
CREATE VIEW second AS SELECT * FROM first WHERE name LIKE 'A%' ORDER BY id DESC;
CREATE VIEW first AS SELECT id, name, made FROM a WHERE active;
CREATE VIEW broken AS SELECT * FROM gone;
INSERT INTO a VALUES (1, 'Anna', 1, '2024-01-01 10:00:00'), (2, 'anton', 1, '2024-01-02 10:00:00'), (3, 'Bert', 1, NULL), (4, 'Alf', 0, NULL);
