UPDATE account SET cents = 10 WHERE id = 3
! UPDATE account SET cents = -1 WHERE id = 3
! INSERT INTO account (owner, cents) VALUES (NULL, 5)
! INSERT INTO account (owner, cents) VALUES ('', 5)
INSERT INTO account (id, owner, cents) VALUES (50, 'skip', 5)
! DELETE FROM account WHERE id = 2
DELETE FROM account WHERE id = 1
UPDATE account SET cents = 0 WHERE id = 2
DELETE FROM account WHERE id = 2
