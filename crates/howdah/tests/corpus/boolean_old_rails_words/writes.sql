INSERT INTO posts (title) VALUES ('Four')
! INSERT INTO posts (title, published) VALUES ('Five', NULL)
