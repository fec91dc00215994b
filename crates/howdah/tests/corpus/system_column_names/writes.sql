INSERT INTO odd (oid) VALUES ('n')
