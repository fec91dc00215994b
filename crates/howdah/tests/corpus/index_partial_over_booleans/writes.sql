INSERT INTO todo (owner, title) VALUES (2, 'new')
