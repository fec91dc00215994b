-- item: 68
-- complaint: 25
CREATE TABLE z_child (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES a_parent (id));
CREATE TABLE a_grandchild (id INTEGER PRIMARY KEY, c INTEGER NOT NULL REFERENCES z_child (id));
CREATE TABLE a_parent (id INTEGER PRIMARY KEY, v TEXT NOT NULL);
INSERT INTO a_grandchild VALUES (1, 1), (2, 2);
INSERT INTO z_child VALUES (1, 1), (2, 1);
INSERT INTO a_parent VALUES (1, 'Mütter');
