SELECT id, files FROM folder ORDER BY id
SELECT what FROM trace ORDER BY id
