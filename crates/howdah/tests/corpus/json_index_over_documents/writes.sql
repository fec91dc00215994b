INSERT INTO event (id, doc) VALUES (3, '{"a":"x"}')
