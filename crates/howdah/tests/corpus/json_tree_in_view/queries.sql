SELECT count(*) FROM tree
