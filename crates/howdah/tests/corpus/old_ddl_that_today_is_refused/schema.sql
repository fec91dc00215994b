-- item: 63
-- item: 3
CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT, price TEXT);
CREATE INDEX product_name ON product (name);
INSERT INTO product VALUES (1, 'Käse', '9.50'), (2, NULL, '');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE product (id INTEGER PRIMARY KEY, name nvarchar(max), price money(10,2,1))' WHERE name = 'product';
