PRAGMA foreign_keys = ON ==> SELECT 1
UPDATE hibernate_sequence SET next_val = next_val + 1
! INSERT INTO customer_phones VALUES (9, 'x')
