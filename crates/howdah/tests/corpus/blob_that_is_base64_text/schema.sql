-- item: 13
-- complaint: 8
CREATE TABLE ssh_key (id INTEGER PRIMARY KEY, pub BLOB NOT NULL);
INSERT INTO ssh_key VALUES (1, 'AAAAB3NzaC1yc2E-_=='), (2, '\x414243'), (3, 'back\slash');
