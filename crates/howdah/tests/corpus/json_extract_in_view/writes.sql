INSERT INTO person VALUES (4, '{"name":"\"quoted\"","address":{"city":""}}')
