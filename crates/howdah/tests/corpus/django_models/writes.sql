PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO auth_user (password, is_superuser, username, date_joined) VALUES ('', false, 'carl', '2025-01-01 00:00:00')
! INSERT INTO auth_user (password, is_superuser, username, date_joined) VALUES ('', false, 'ANNA', '2025-01-01 00:00:00')
! INSERT INTO shop_order VALUES ('9f1b3c5e000040008000000000000003', 1, '{}', 1, -1, 1)
! INSERT INTO shop_order VALUES ('9f1b3c5e000040008000000000000003', 1, '{}', 1, 1, 99)
! INSERT INTO shop_order VALUES ('9f1b3c5e000040008000000000000003', 1, '{not json', 1, 1, 1)
