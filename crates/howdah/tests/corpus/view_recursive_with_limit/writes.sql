INSERT INTO plan (first_day) VALUES ('ä')
