SELECT id, net FROM invoice ORDER BY id ==> SELECT id, net::float8 FROM invoice ORDER BY id
SELECT invoices, net FROM total ==> SELECT invoices, net::float8 FROM total
