SELECT id, title, year FROM book ORDER BY id
SELECT 'one row a copy' ==> SELECT obj_description('book'::regclass)
SELECT 'the number' ==> SELECT col_description('book'::regclass, 1)
SELECT 'sane' || char(10) || ')' || char(10) || 'last' ==> SELECT col_description('book'::regclass, 3)
