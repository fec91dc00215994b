! INSERT INTO plate (mark) VALUES ('B-AB 2')
! INSERT INTO plate (mark) VALUES ('   ')
INSERT INTO plate (mark) VALUES ('B-AB 3 ')
