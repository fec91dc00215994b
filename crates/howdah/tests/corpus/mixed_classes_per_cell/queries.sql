SELECT id, sensor FROM reading WHERE value IS NULL ORDER BY id
SELECT sensor, count(*), count(value) FROM reading GROUP BY sensor ORDER BY sensor
