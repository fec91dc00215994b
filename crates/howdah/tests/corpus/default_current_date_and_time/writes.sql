INSERT INTO shift (id) VALUES (3)
UPDATE shift SET probe = length(day) || '/' || length(at) || '/' || length(made) || '/' || (day > '2025') || '/' || (substr(made, 1, 10) = day) WHERE id = 3 ==> UPDATE shift SET probe = length(day) || '/' || length(at) || '/' || length(made) || '/' || (day > '2025')::int || '/' || (substr(made, 1, 10) = day)::int WHERE id = 3
UPDATE shift SET day = 'd', at = 'a', made = 'm' WHERE id = 3
