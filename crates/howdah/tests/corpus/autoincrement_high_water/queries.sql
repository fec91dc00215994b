SELECT id, title FROM ticket ORDER BY id
SELECT id FROM never UNION ALL SELECT id FROM emptied ORDER BY 1
