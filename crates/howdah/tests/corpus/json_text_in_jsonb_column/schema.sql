-- item: 52
-- item: 41
CREATE TABLE conf (id INTEGER PRIMARY KEY, data JSONB NOT NULL DEFAULT '{}', list JSON);
INSERT INTO conf VALUES (1, '{"k":"v"}', '[1,2.5,"drei"]'), (2, '{}', NULL);
