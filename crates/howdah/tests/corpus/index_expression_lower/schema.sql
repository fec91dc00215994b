-- item: 82
-- item: 88
CREATE TABLE account (id INTEGER PRIMARY KEY, mail TEXT, first TEXT, last TEXT);
CREATE UNIQUE INDEX account_mail ON account (lower(mail));
CREATE INDEX account_name ON account (last || ', ' || first, length(last) DESC);
INSERT INTO account VALUES (1, 'Ada@X', 'Ada', 'B'), (2, 'ÄDA@x', NULL, 'C'), (3, 'äda@x', '', ''), (4, NULL, NULL, NULL);
