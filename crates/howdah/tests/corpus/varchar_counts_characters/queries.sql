SELECT id, name, length(name) FROM city ORDER BY name
