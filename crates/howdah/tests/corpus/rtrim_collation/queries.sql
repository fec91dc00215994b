SELECT id, note FROM b_ab
SELECT id, length(mark) FROM plate ORDER BY id
