-- item: 81
CREATE TABLE member (id INTEGER PRIMARY KEY, first TEXT, last TEXT, login TEXT AS (lower(substr(first, 1, 1) || last)) STORED NOT NULL UNIQUE, initials TEXT AS (substr(first, 1, 1) || substr(last, 1, 1)) VIRTUAL CHECK (initials <> 'XX'));
INSERT INTO member (id, first, last) VALUES (1, 'Ada', 'Byron'), (2, 'Grace', 'HOPPER'), (3, '', 'ö');
