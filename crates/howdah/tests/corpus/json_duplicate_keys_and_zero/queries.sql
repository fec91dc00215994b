SELECT id FROM payload WHERE twice IS NULL
