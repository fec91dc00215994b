SELECT id, login FROM by_login ORDER BY id
SELECT id FROM user_ ORDER BY login, id ==> SELECT id FROM user_ ORDER BY lower(login COLLATE "C") COLLATE "C", id
