SELECT key FROM pref WHERE value IS NULL
SELECT count(*) FROM pref
