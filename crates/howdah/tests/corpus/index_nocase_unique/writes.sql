! INSERT INTO "user" (email) VALUES ('ann@example.ORG')
! INSERT INTO "user" (login) VALUES ('ANN')
INSERT INTO "user" (id, login) VALUES (10, 'ARGER')
