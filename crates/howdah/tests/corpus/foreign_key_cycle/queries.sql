SELECT d.id, e.id FROM department d LEFT JOIN employee e ON e.id = d.head ORDER BY d.id
