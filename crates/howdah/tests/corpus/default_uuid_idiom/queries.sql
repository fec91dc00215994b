SELECT length(id), substr(id, 15, 1), name FROM entity ORDER BY name
