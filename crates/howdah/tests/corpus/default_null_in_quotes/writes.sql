INSERT INTO site (id, seen) VALUES (3, NULL)
