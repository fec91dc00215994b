-- item: 64
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
CREATE VIEW main.whole AS SELECT main.t.id, "main".t.v FROM main.t;
INSERT INTO t VALUES (1, 'a'), (2, NULL);
