SELECT length(id), length(short), length(raw), name FROM api_key ORDER BY name
