INSERT INTO shape (colour) VALUES ('blue')
INSERT INTO shape (id) VALUES (9)
! INSERT INTO shape (size) VALUES (NULL)
