SELECT id FROM level WHERE height = 0
