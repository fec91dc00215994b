UPDATE blank SET t = '' WHERE t IS NULL
