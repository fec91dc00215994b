INSERT INTO literal (id) VALUES (3)
INSERT INTO literal (id, a) VALUES (4, NULL)
