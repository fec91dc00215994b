SELECT * FROM unpaid
SELECT 'Bestellungen der Kunden (''alle'')' || char(10) || 'Ü end' ==> SELECT obj_description('"Order"'::regclass)
SELECT 'The sum,' || char(10) || 'in cents' || char(10) || 'without tax' ==> SELECT col_description('"Order"'::regclass, 2)
SELECT 'who owes us' || char(10) || 'only the open ones' ==> SELECT obj_description('unpaid'::regclass)
SELECT 'every order is logged' || char(10) || 'with its id' ==> SELECT obj_description(oid) FROM pg_trigger WHERE tgname = 'log_order'
