UPDATE task SET title = 'neu' WHERE id = 1
UPDATE task SET done = true WHERE id = 1
UPDATE task SET done = true
UPDATE task SET done = false WHERE id >= 2
