SELECT id, round(nights, 3), day, clock, month FROM nights ORDER BY id ==> SELECT id, round(nights::numeric, 3)::float8, day, clock, month FROM nights ORDER BY id
SELECT id, y, m, dow, doy, sec, hm, d FROM parts ORDER BY id
SELECT id, at, later, sec FROM booked_at ORDER BY id
