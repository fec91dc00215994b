SELECT id, area, volume, label, empty FROM box ORDER BY id
