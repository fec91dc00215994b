INSERT INTO product (name) VALUES ('AÄb')
