SELECT name FROM folder
