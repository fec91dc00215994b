-- item: 73, 88
CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT COLLATE NOCASE UNIQUE, login TEXT);
CREATE UNIQUE INDEX login_once ON user (login COLLATE NOCASE);
INSERT INTO user VALUES (1, 'Ann@Example.org', 'Ann'), (2, 'ÄNN', 'Ärger'), (3, 'änn', 'ärger'), (4, NULL, NULL);
