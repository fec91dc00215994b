INSERT INTO ticket (title) VALUES ('after')
INSERT INTO never (title) VALUES ('first')
INSERT INTO emptied (title) VALUES ('second')
