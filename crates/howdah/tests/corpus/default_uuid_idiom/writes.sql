INSERT INTO entity (name) VALUES ('second')
UPDATE entity SET id = '9f1b3c5e-0000-4000-8000-00000000000b' WHERE name = 'second'
