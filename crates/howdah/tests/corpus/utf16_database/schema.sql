-- item: 30
PRAGMA encoding = 'UTF-16le';
CREATE TABLE phrase (id INTEGER PRIMARY KEY, lang TEXT NOT NULL, words TEXT UNIQUE);
INSERT INTO phrase VALUES (1, 'ja', 'こんにちは'), (2, 'de', 'Grüß Gott'), (3, 'xx', '🤝𝄞'), (4, '', NULL);
