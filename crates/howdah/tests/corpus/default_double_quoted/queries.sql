SELECT colour, size, kind FROM shape ORDER BY id
