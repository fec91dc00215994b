SELECT slug, len FROM doc WHERE id < 3 ORDER BY id
