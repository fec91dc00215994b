SELECT id, total, net, tax, label FROM line ORDER BY id
