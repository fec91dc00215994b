INSERT INTO kept (name, kind) VALUES ('more', 'text')
! INSERT INTO kept (name) VALUES ('less')
