INSERT INTO event (body) VALUES ('{"kind":"new","n":-1}')
