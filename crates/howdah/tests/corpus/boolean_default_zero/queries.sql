SELECT id, login, is_disabled, is_admin, is_bot FROM account ORDER BY id
