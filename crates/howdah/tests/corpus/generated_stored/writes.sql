INSERT INTO line (qty, price, name) VALUES (20, 0.5, 'new')
UPDATE line SET qty = 0 WHERE id = 1
! INSERT INTO line (qty, price, total) VALUES (1, 1, 1)
! UPDATE line SET total = 5
