INSERT INTO address (person, street) VALUES (1, 'West 3')
! UPDATE address SET is_main = 1 WHERE id = 2
! INSERT INTO address (person, street) VALUES (1, 'Nord 2')
INSERT INTO address (person, street, deleted_at) VALUES (1, 'Nord 2', '2025')
UPDATE address SET is_main = 7 WHERE id = 2 AND 0 ==> SELECT 1
