INSERT INTO thing (doc) VALUES ('{"code":"x3"}')
INSERT INTO thing (doc) VALUES ('{}')
! INSERT INTO thing (doc) VALUES ('{"code":"x3","kind":1}')
