DELETE FROM reading WHERE id = 7
