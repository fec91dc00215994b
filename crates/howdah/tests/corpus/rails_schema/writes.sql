PRAGMA foreign_keys = ON ==> SELECT 1
INSERT INTO articles (title) VALUES ('Draft')
! UPDATE articles SET title = 'First', draft = false WHERE id = 2
! INSERT INTO articles (title, author_id) VALUES ('x', 77)
DELETE FROM authors WHERE id = 1
