SELECT id FROM mail WHERE folder = 'inbox' ORDER BY id
