SELECT code, v FROM legacy ORDER BY v
SELECT count(*), count(b) FROM pair
