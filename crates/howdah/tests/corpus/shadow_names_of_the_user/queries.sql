SELECT id, c0 FROM notes_content ORDER BY id
SELECT id, block FROM notes_data ORDER BY id
