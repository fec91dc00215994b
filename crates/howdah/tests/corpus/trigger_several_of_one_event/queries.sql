SELECT who, count(*), count(v) FROM audit GROUP BY who ORDER BY who
