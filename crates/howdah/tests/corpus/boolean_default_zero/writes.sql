INSERT INTO account (login) VALUES ('new')
INSERT INTO account (login, is_disabled) VALUES ('off', true)
! INSERT INTO account (login) VALUES ('root')
