-- item: 7
CREATE TABLE move (id INTEGER PRIMARY KEY, account TEXT NOT NULL, cents INTEGER NOT NULL);
CREATE VIEW balance AS SELECT account, sum(cents) AS cents, count(*) AS moves FROM move GROUP BY account;
CREATE VIEW doubled AS SELECT id, cents * 2 AS twice, cents % 7 AS rest, -cents AS back FROM move;
INSERT INTO move VALUES (1, 'a', 4611686018427387903), (2, 'a', 4611686018427387903), (3, 'b', -12), (4, 'b', 0);
