SELECT id, a FROM square ORDER BY id
