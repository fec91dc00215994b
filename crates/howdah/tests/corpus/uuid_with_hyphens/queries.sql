SELECT id, user_id, note FROM session ORDER BY id
