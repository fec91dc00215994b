UPDATE mix SET t = '1' WHERE id = 5
