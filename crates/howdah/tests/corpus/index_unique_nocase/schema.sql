-- item: 73
-- item: 88
CREATE TABLE user_ (id INTEGER PRIMARY KEY, login TEXT NOT NULL COLLATE NOCASE UNIQUE, nick TEXT COLLATE NOCASE);
CREATE UNIQUE INDEX user_nick ON user_ (nick);
INSERT INTO user_ VALUES (1, 'Anna', 'A'), (2, 'bert', NULL), (3, 'ÜWE', 'ü'), (4, 'üwe', 'Ü');
CREATE VIEW by_login AS SELECT id, login FROM user_ WHERE login >= 'B' AND nick IS NOT NULL;
