UPDATE guest SET age = 'thirty' WHERE id = 4
! INSERT INTO guest (name, age) VALUES ('Ed', '40')
