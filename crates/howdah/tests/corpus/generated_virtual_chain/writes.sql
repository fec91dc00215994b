INSERT INTO box (w, h, d) VALUES (5, 5, 5)
UPDATE box SET w = 7 WHERE id = 2
! UPDATE box SET area = 1
