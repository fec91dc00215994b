SELECT recipe_id, n, step FROM step ORDER BY recipe_id, n
SELECT title, what, grams FROM amount ORDER BY title, what
