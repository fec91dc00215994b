SELECT id, name, fixed FROM copied WHERE id > 0 ORDER BY id
SELECT count(*) FROM none_yet
