SELECT id, price FROM item ORDER BY id ==> SELECT id, price::float8 FROM item ORDER BY id
