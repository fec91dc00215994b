SELECT id, probe FROM poll ORDER BY id
