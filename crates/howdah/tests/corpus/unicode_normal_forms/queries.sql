SELECT name, length(name), n FROM dish ORDER BY n
