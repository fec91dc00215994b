SELECT id, a, b, n, cmp, least_, most, truth FROM chosen ORDER BY id
