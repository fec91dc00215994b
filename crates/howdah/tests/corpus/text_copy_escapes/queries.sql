SELECT id, t FROM raw ORDER BY id
