INSERT INTO notes_content (c0) VALUES ('more')
