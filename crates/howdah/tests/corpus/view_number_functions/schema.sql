-- item: 96
CREATE TABLE num (id INTEGER PRIMARY KEY, n INTEGER, r REAL);
CREATE VIEW rounded AS SELECT id, round(r) AS whole, round(r, 1) AS tenth, round(n) AS n, abs(r) AS size, abs(n) AS nsize, sign(r) AS s, round(r, -1) AS tens FROM num;
CREATE VIEW printed AS SELECT id, printf('%05d|%-4d|%+d', n, n, n) AS d, printf('%.2f', r) AS f, format('%s;%x;%%', n, n) AS s FROM num WHERE n >= 0;
INSERT INTO num VALUES (1, 5, 2.5), (2, -5, -2.5), (3, 0, 0.05), (4, 255, 3.5), (5, NULL, NULL), (6, 12345, 1234.5678);
