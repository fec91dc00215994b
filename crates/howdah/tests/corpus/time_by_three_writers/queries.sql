SELECT id FROM event WHERE at_text > '2000-01-01 00:00:00' ==> SELECT id FROM event WHERE at_text > '2000-01-01 00:00:00+00'
SELECT id FROM event WHERE at_unix > 1500000000 ==> SELECT id FROM event WHERE at_unix > to_timestamp(1500000000)
