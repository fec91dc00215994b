INSERT INTO device (active) VALUES ('N')
