SELECT id, is_, is_not, eq, ne, no_t, has_t, is_x FROM same ORDER BY id
SELECT id FROM tuple ORDER BY id
