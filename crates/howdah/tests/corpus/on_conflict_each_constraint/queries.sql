SELECT * FROM reading ORDER BY sensor, at
