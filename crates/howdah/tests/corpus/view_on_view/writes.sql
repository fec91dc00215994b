UPDATE member SET fee = 2 WHERE id = 4
