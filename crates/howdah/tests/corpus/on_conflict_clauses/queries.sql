SELECT key, value, hits, slot FROM cache ORDER BY key
