-- item: 23
CREATE TABLE member (id INTEGER PRIMARY KEY, mail TEXT UNIQUE, club INTEGER, number INTEGER, UNIQUE (club, number));
INSERT INTO member VALUES (1, NULL, 1, NULL), (2, NULL, 1, NULL), (3, '', 1, 1), (4, 'ä@x', NULL, 1);
