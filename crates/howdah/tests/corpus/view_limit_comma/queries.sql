SELECT id, who FROM second_page
SELECT id FROM no_limit
SELECT who FROM top_one
