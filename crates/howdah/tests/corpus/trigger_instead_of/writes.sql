INSERT INTO people (name) VALUES ('Grace Hopper')
UPDATE people SET last = 'Lovelace' WHERE id = 1
DELETE FROM people WHERE id = 3
