-- item: 59
CREATE TABLE ticket (id INTEGER PRIMARY KEY, state TEXT, title TEXT);
CREATE VIEW open_ticket AS SELECT id, "title" AS t, "none" AS assigned FROM ticket WHERE state = "open" OR state = "neu";
INSERT INTO ticket VALUES (1, 'open', 'One'), (2, 'neu', 'Zwei'), (3, 'closed', NULL), (4, NULL, '');
