INSERT INTO span VALUES (5, 0.25, 0.75)
INSERT INTO shift (nr, von, bis, wer) VALUES (9, 1, 2, 'neu')
DELETE FROM job WHERE id = 1
! INSERT INTO span VALUES (5, 1, 2)
