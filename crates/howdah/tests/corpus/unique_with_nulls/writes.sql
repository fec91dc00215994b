INSERT INTO member (mail, club) VALUES (NULL, 1)
! INSERT INTO member (mail) VALUES ('')
! INSERT INTO member (club, number) VALUES (1, 1)
