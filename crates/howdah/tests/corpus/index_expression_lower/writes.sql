INSERT INTO account (mail) VALUES ('bob@x')
! INSERT INTO account (mail) VALUES ('ADA@x')
INSERT INTO account (mail) VALUES (NULL)
