SELECT rowid, _rowid_, v FROM hidden WHERE v = 'a'
SELECT rowid, v FROM partly ORDER BY v
