SELECT id, votes, mean FROM poll ORDER BY id
