-- item: 12
CREATE TABLE city (id INTEGER PRIMARY KEY, name VARCHAR(6) UNIQUE);
INSERT INTO city VALUES (1, 'Zürich'), (2, '東京都千代田'), (3, '🏙️'), (4, '');
