-- item: 18
-- complaint: 27
-- complaint: 28
CREATE TABLE ticket (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);
CREATE TABLE never (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);
CREATE TABLE emptied (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);
INSERT INTO ticket (title) VALUES ('one'), ('two'), ('three');
INSERT INTO ticket VALUES (100, 'hundred');
DELETE FROM ticket WHERE id > 2;
INSERT INTO emptied (title) VALUES ('gone');
DELETE FROM emptied;
