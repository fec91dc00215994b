SELECT id, title, done, prio, touched, closed FROM task ORDER BY id
