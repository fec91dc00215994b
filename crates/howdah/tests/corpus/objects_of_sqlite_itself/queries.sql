SELECT kind, count(*) FROM measure GROUP BY kind ORDER BY kind
