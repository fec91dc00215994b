INSERT INTO literal (id) VALUES (3)
INSERT INTO literal (a) VALUES (NULL)
