SELECT id, until FROM run WHERE until IS NULL
SELECT length(at) FROM run ORDER BY id
