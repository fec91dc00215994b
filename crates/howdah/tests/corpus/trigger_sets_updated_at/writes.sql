UPDATE page SET title = 'neu' WHERE id = 2
UPDATE page SET updated_at = 'seen' WHERE id = 2 AND length(updated_at) = 19
INSERT INTO page (title) VALUES ('drei')
UPDATE page SET updated_at = 'seen' WHERE id = 3 AND updated_at > '2025'
