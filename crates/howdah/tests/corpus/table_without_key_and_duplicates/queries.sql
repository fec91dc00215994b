SELECT path, count(*) FROM hit WHERE path IS NOT NULL GROUP BY path ORDER BY path
