UPDATE line SET amount = amount + 1
INSERT INTO line (price, amount, name) VALUES (7, 7, 'seven')
