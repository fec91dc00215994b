SELECT hall, count(*) FROM seat GROUP BY hall ORDER BY hall
