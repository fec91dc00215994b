SELECT p.id, c.name FROM purchase p JOIN customer c ON c.id = p.customer_id ORDER BY p.id
