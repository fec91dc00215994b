SELECT id, path, depth FROM category_path ORDER BY id
SELECT sum(i), count(*) FROM ten
SELECT count(*) FROM two_steps
