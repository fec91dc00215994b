SELECT id, login, initials FROM member ORDER BY id
SELECT id, code, day FROM reading ORDER BY id
