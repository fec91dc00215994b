-- item: 15
-- complaint: 6
CREATE TABLE mailbox (id INTEGER PRIMARY KEY, flags TEXT[], sizes "NUMERIC[]", raw "BYTE[]");
INSERT INTO mailbox VALUES (1, '["seen","ü"]', '[1,2]', x'0102'), (2, 'a,b', '', NULL), (3, NULL, NULL, x'');
