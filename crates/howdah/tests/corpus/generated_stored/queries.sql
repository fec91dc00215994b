SELECT id, total, shout, big FROM line ORDER BY id
