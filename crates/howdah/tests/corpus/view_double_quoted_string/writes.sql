UPDATE ticket SET state = 'open' WHERE id = 4
