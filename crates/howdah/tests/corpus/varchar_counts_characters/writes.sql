INSERT INTO city (name) VALUES ('Bern')
! INSERT INTO city (name) VALUES ('Zürich')
