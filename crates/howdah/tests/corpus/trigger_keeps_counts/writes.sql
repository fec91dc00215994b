INSERT INTO vote VALUES (1, 'c', 4)
DELETE FROM vote WHERE who = 'ä'
DELETE FROM vote WHERE poll = 1 AND who = 'a'
! INSERT INTO vote VALUES (1, 'c', 1)
