INSERT INTO recipe (name, steps) VALUES ('Soup', 'boil')
UPDATE recipe SET steps = 'pressen' WHERE id = 2
DELETE FROM recipe WHERE id = 1
