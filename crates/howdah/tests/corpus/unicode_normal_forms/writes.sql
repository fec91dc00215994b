! INSERT INTO dish VALUES ('crème', 9)
