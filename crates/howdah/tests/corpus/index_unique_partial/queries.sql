SELECT person, count(*) FROM address WHERE is_main <> 0 GROUP BY person ORDER BY person
