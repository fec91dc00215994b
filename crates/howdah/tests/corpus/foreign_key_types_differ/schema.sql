-- item: 25
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id TEXT REFERENCES customer (id), total REAL);
INSERT INTO customer VALUES (1, 'Ada'), (2, 'Bob');
INSERT INTO purchase VALUES (10, '1', 5.5), (11, NULL, 0), (12, '2', -1);
