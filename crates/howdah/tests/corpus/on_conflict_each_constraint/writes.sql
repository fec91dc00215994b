INSERT INTO reading VALUES (1, '2024', 'F', 1, 'b') ==> INSERT INTO reading VALUES (1, '2024', 'F', 1, 'b') ON CONFLICT (sensor, at) DO NOTHING
INSERT INTO reading (sensor, at, unit, value) VALUES (2, NULL, 'F', 2) ==> INSERT INTO reading (sensor, at, unit, value) VALUES (2, coalesce(NULL, 'now'), 'F', 2)
INSERT INTO reading VALUES (3, '2024', 'F', NULL, 'c') ==> INSERT INTO reading SELECT 3, '2024', 'F', v, 'c' FROM (VALUES (NULL::float8)) AS one (v) WHERE v IS NOT NULL
! INSERT INTO reading VALUES (4, '2024', NULL, 1, 'd')
! INSERT INTO reading VALUES (4, '2024', 'F', 1001, 'd')
! INSERT INTO reading VALUES (4, '2024', 'F', 1, 'a')
