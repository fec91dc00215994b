INSERT INTO task (prio) VALUES (3)
! INSERT INTO task (state) VALUES ('Open')
! INSERT INTO task (prio) VALUES (6)
! UPDATE task SET prio = 0 WHERE id = 2
INSERT INTO task (state, prio) VALUES ('done', NULL)
