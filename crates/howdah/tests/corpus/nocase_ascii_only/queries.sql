SELECT n, first FROM groups ORDER BY first
SELECT n FROM distinct_names
SELECT a, b FROM same ORDER BY a, b
SELECT id FROM in_list ORDER BY id
