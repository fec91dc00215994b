SELECT id, body, length(made), made > '2024-03' FROM note WHERE id > 1 ORDER BY id
