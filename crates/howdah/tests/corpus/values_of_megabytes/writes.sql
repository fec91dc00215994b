DELETE FROM attachment WHERE id = 3
