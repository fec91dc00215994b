INSERT INTO audit (id) VALUES (2)
UPDATE audit SET probe = length(at) || ' ' || length(day) || ' ' || length(clock) || ' ' || length(soon) || ' ' || substr(first, 8) WHERE id = 2 AND soon > at
UPDATE audit SET at = 'x', day = 'x', clock = 'x', soon = 'x', first = 'x' WHERE id = 2
! INSERT INTO audit (at) VALUES (NULL)
