-- item: 28
-- complaint: 34
-- complaint: 35
-- not proven
CREATE TABLE message (id INTEGER PRIMARY KEY, body TEXT);
INSERT INTO message VALUES (1, 'before' || char(0) || 'after'), (2, 'whole');
