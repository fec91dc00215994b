INSERT INTO account (handle) VALUES ('new')
UPDATE account SET created_at = 5 WHERE handle = 'new' AND created_at > 1704164645
! INSERT INTO account (handle) VALUES ('new')
