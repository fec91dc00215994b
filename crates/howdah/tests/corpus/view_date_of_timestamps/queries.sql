SELECT day, n FROM per_day ORDER BY day
SELECT id FROM since ORDER BY id
SELECT count(*) FROM recent
SELECT month, year, last FROM months ORDER BY month
