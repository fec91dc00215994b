SELECT s.id, d.name FROM staff s LEFT JOIN dept d ON d.id = s.dept ORDER BY s.id
