INSERT INTO copied (id, name) VALUES (NULL, NULL)
