SELECT name, year FROM a_top ORDER BY name
SELECT id, name FROM m_middle ORDER BY id
