SELECT id, length(fixed), length(var), length(plain) FROM code ORDER BY id
SELECT id FROM code WHERE fixed = 'ab'
