SELECT t.id, count(c.name) FROM town t LEFT JOIN country c ON c.code = t.country GROUP BY t.id ORDER BY t.id
