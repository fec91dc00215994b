SELECT user_id, role, until FROM grant_ ORDER BY user_id, role
