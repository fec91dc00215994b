SELECT id, e FROM probe ORDER BY id
SELECT id FROM probe WHERE b = 'seven'
SELECT d FROM probe WHERE id IN (1, 2) ORDER BY id
