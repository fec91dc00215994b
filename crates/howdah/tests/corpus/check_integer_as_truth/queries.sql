SELECT level, pair, flag, either FROM switch ORDER BY id
