SELECT id, login, initials FROM member ORDER BY id
