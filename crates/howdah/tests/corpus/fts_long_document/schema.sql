-- item: 110
CREATE TABLE book (id INTEGER PRIMARY KEY, text TEXT);
CREATE VIRTUAL TABLE book_fts USING fts5(text, content='book', content_rowid='id');
CREATE TRIGGER book_ai AFTER INSERT ON book BEGIN INSERT INTO book_fts (rowid, text) VALUES (new.id, new.text); END;
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 150000) INSERT INTO book SELECT 1, group_concat('word' || i, ' ') FROM n;
INSERT INTO book VALUES (2, 'kurz und größer'), (3, replace(hex(zeroblob(2000)), '0', 'a'));
