SELECT * FROM second
SELECT count(*) FROM first
