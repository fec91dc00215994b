SELECT name FROM kept WHERE kind = 'text' ORDER BY name
