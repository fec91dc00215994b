-- item: 119
PRAGMA user_version = -7;
PRAGMA application_id = 252006674;
PRAGMA page_size = 1024;
PRAGMA auto_vacuum = 2;
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
INSERT INTO t VALUES (1, 'ü');
