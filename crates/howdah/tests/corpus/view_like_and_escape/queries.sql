SELECT id FROM a_names ORDER BY id
SELECT id FROM percent ORDER BY id
SELECT id FROM backslash ORDER BY id
SELECT id FROM not_like ORDER BY id
SELECT id, same FROM code_like ORDER BY id
