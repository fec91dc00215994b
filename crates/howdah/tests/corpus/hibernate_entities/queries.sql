SELECT id, active, version, name FROM customer ORDER BY id
SELECT p.phones FROM customer_phones p JOIN customer c ON c.id = p.customer_id ORDER BY 1
