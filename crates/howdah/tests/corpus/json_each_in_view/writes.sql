UPDATE recipe SET steps = '["öffnen"]' WHERE id = 2
