SELECT f.id, t.name FROM files f LEFT JOIN torrents t ON t.id = f.torrent_id ORDER BY f.id
