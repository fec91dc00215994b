-- item: 106
-- item: 109
CREATE TABLE recipe (id INTEGER PRIMARY KEY, name TEXT, steps TEXT);
CREATE VIRTUAL TABLE recipe_fts USING fts4(content="recipe", name, steps, tokenize=unicode61);
CREATE TRIGGER recipe_bu BEFORE UPDATE ON recipe BEGIN DELETE FROM recipe_fts WHERE docid = old.rowid; END;
CREATE TRIGGER recipe_bd BEFORE DELETE ON recipe BEGIN DELETE FROM recipe_fts WHERE docid = old.rowid; END;
CREATE TRIGGER recipe_au AFTER UPDATE ON recipe BEGIN INSERT INTO recipe_fts (docid, name, steps) VALUES (new.rowid, new.name, new.steps); END;
CREATE TRIGGER recipe_ai AFTER INSERT ON recipe BEGIN INSERT INTO recipe_fts (docid, name, steps) VALUES (new.rowid, new.name, new.steps); END;
INSERT INTO recipe VALUES (1, 'Brot', 'Teig kneten'), (2, 'Öl', NULL);
