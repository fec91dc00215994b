INSERT INTO job (status, done) VALUES ('QUEUED', false)
! INSERT INTO job (status, done) VALUES ('queued', false)
! INSERT INTO job (status) VALUES ('QUEUED')
