SELECT count(*) FROM twice
