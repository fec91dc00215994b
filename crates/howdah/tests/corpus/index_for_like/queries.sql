SELECT id FROM in_home ORDER BY id
SELECT id FROM in_root ORDER BY id
