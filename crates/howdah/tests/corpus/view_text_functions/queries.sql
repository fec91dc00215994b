SELECT id, rest, tail, mid, zero, back, one FROM cut ORDER BY id
SELECT id, at, len, up, low, rep, trimmed, l, r FROM found ORDER BY id
SELECT id, code, hexed, quoted, made, kind FROM codes ORDER BY id
