-- item: 20
CREATE TABLE grant_ (user_id INTEGER, role TEXT COLLATE BINARY, until TEXT, PRIMARY KEY (user_id DESC, role)) WITHOUT ROWID;
INSERT INTO grant_ VALUES (1, 'admin', NULL), (1, 'gast', '2025'), (-1, 'admin', '');
