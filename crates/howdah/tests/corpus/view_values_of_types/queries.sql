SELECT id, twice FROM bills ORDER BY id ==> SELECT id, twice::float8 FROM bills ORDER BY id
SELECT id, much, paid, at, ref, raw, raw2, paid0 FROM bills ORDER BY id
SELECT id FROM unpaid ORDER BY id
