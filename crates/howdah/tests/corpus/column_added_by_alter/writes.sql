INSERT INTO person (name) VALUES ('later')
! INSERT INTO person (country) VALUES (NULL)
