UPDATE sample SET v = v * 3 WHERE id = 1
