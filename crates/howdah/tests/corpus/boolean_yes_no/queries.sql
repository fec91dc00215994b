SELECT id FROM device WHERE visible = 'Y' ORDER BY id
