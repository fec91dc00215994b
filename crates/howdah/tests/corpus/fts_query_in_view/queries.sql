SELECT id, name FROM album
