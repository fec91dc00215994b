INSERT INTO zebra VALUES (7, 'Fritz', 9, NULL, -1, 0)
