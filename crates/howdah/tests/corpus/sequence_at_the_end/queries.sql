SELECT id, v FROM edge ORDER BY id
