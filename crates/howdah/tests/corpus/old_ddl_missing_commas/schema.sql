-- item: 63
CREATE TABLE member (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, age INTEGER, joined TEXT DEFAULT 'never');
CREATE TABLE strange (id INTEGER PRIMARY KEY, rank INTEGER NOT NULL);
INSERT INTO member (name, age) VALUES ('Ada', 36), ('Grace', NULL);
INSERT INTO strange VALUES (1, 5), (2, 6);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE member (id INTEGER PRIMARY KEY AUTOINCREMENT name TEXT NOT NULL age INTEGER, joined TEXT DEFAULT ''never'' CHECK (joined <>))' WHERE name = 'member';
UPDATE sqlite_schema SET sql = 'CREATE TABLE strange (id INTEGER PRIMARY KEY AUTO_INCREMENT, rank INTEGER NOT NULL COMMENT ''of the player'') ENGINE=InnoDB' WHERE name = 'strange';
