INSERT INTO name (n) VALUES ('A')
