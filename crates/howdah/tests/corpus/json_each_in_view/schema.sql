-- item: 54
CREATE TABLE recipe (id INTEGER PRIMARY KEY, title TEXT, steps JSON, amounts JSON);
CREATE VIEW step AS SELECT recipe.id AS recipe_id, json_each.key AS n, json_each.value AS step FROM recipe, json_each(recipe.steps);
CREATE VIEW amount AS SELECT r.title, e.key AS what, e.value AS grams FROM recipe r JOIN json_each(r.amounts) e WHERE e.value > 10;
INSERT INTO recipe VALUES (1, 'Brot', '["kneten","gehen lassen","backen"]', '{"Mehl":500,"Salz":10}'), (2, 'Nichts', '[]', '{}'), (3, NULL, NULL, NULL);
