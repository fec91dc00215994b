SELECT id FROM other
