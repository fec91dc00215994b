SELECT id, name FROM plain
