! INSERT INTO seat (hall, row, number) VALUES ('A', 1, 2)
INSERT INTO seat (hall, number) VALUES ('Ä', 1)
