INSERT INTO book (year) VALUES (2000)
! INSERT INTO book (year) VALUES (900)
! INSERT INTO book (title, year) VALUES ('Faust', 1808)
