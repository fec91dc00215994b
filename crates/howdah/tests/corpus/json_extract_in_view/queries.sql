SELECT id, name, city, nick, first_tag, last_tag, tags, kind FROM person_view ORDER BY id
SELECT id, age FROM person_view ORDER BY id
SELECT id FROM person_view WHERE name IS NULL ORDER BY id
