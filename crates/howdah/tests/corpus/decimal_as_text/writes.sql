INSERT INTO wallet (coin, amount) VALUES ('DOGE', '1.00')
