-- item: 102
CREATE TABLE category (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES category (id), name TEXT NOT NULL);
CREATE VIEW category_path AS WITH RECURSIVE up (id, path, depth) AS (SELECT id, name, 0 FROM category WHERE parent IS NULL UNION ALL SELECT c.id, up.path || ' > ' || c.name, up.depth + 1 FROM category c JOIN up ON c.parent = up.id) SELECT id, path, depth FROM up;
CREATE VIEW ten AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n;
CREATE VIEW two_steps AS WITH named AS (SELECT id, upper(name) AS big FROM category), few AS (SELECT id, big FROM named WHERE id < 3) SELECT big FROM few;
INSERT INTO category VALUES (1, NULL, 'Bücher'), (2, 1, 'Romane'), (3, 2, 'alte'), (4, NULL, 'Musik');
