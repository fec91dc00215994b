-- item: 81
CREATE TABLE member (id INTEGER PRIMARY KEY, first TEXT, last TEXT, login TEXT AS (lower(substr(first, 1, 1) || last)) STORED NOT NULL UNIQUE, initials TEXT AS (substr(first, 1, 1) || substr(last, 1, 1)) VIRTUAL CHECK (initials <> 'XX'));
INSERT INTO member (id, first, last) VALUES (1, 'Ada', 'Byron'), (2, 'Grace', 'HOPPER'), (3, '', 'ö');
CREATE TABLE reading (id INTEGER PRIMARY KEY, doc TEXT, at INTEGER, code TEXT COLLATE NOCASE AS (substr(doc, 1, 2)) NOT NULL, day INTEGER AS (at / 10) VIRTUAL NOT NULL, CONSTRAINT once UNIQUE (code, day), UNIQUE (day, id));
CREATE UNIQUE INDEX reading_day ON reading (day DESC, id) WHERE code <> 'zz';
CREATE TRIGGER member_again AFTER INSERT ON reading WHEN new.doc = 'again' BEGIN UPDATE member SET first = 'New' WHERE id = 1; END;
INSERT INTO reading (doc, at) VALUES ('ab1', 10), ('ab2', 25), ('cd', 19);
