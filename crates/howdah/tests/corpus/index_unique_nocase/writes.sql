! INSERT INTO user_ (login) VALUES ('ANNA')
! INSERT INTO user_ (login, nick) VALUES ('carl', 'a')
! INSERT INTO user_ (login, nick) VALUES ('Üwe', 'uu')
INSERT INTO user_ (login, nick) VALUES ('öWE', 'uu')
