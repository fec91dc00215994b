SELECT id, mail, zip FROM contact ORDER BY id
