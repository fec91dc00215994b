SELECT id, name FROM love ORDER BY id
SELECT name FROM named
SELECT id, title FROM found ORDER BY id
