INSERT INTO visit (page, ms) VALUES ('/', 9)
INSERT INTO visit (page, ms) VALUES ('', 9)
INSERT INTO visit (page) VALUES ('/new')
DELETE FROM visit WHERE page = '/'
