SELECT id, checked, state FROM flag ORDER BY id
SELECT id FROM checked_flag ORDER BY id
