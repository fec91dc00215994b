INSERT INTO price (cents, cur) VALUES (7, 'USD')
! INSERT INTO price (cents, cur) VALUES (-7, 'USD')
! INSERT INTO price (cents, cur) VALUES (7, 'US')
