SELECT (SELECT count(*) FROM a), (SELECT count(t) FROM b), (SELECT sum(t) FROM c)
