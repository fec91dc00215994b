-- item: 68
CREATE TABLE node (tree INTEGER NOT NULL, id INTEGER NOT NULL, parent INTEGER, label TEXT, PRIMARY KEY (tree, id), FOREIGN KEY (tree, parent) REFERENCES node (tree, id) ON DELETE CASCADE);
INSERT INTO node VALUES (1, 1, NULL, 'root'), (1, 2, 1, 'Blatt ä'), (1, 3, 2, NULL), (2, 1, NULL, '');
