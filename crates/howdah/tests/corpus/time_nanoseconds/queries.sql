SELECT id, label FROM span ORDER BY started ==> SELECT id, label FROM span ORDER BY started
