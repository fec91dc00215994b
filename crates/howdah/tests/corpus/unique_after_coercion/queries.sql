SELECT count(*) FROM label
