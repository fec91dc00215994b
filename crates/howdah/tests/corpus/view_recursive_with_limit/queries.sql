SELECT id, first_day FROM plan ORDER BY id
