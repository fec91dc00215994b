SELECT id, name, stamp, nick, bare FROM site ORDER BY id
