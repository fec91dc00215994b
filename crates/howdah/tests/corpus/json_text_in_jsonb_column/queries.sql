SELECT id FROM conf WHERE data = '{}'
