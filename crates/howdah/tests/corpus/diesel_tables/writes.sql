INSERT INTO users (uuid, email) VALUES ('u3', 'c@x')
! INSERT INTO users (uuid, email) VALUES ('u4', 'c@x')
