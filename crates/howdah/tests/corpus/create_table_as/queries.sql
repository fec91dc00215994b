SELECT id, name, fixed FROM copied ORDER BY id
SELECT count(*) FROM none_yet
