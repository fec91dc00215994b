SELECT id, t, assigned FROM open_ticket ORDER BY id
