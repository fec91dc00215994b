-- item: 22
CREATE TABLE hit (path TEXT, ip TEXT, ms REAL);
INSERT INTO hit VALUES ('/', '::1', 0.5), ('/', '::1', 0.5), ('/', '::1', 0.5), ('/ä', NULL, NULL), (NULL, NULL, NULL), (NULL, NULL, NULL);
