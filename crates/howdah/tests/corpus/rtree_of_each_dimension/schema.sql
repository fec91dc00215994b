-- item: 111
CREATE VIRTUAL TABLE span USING rtree(id, lo, hi);
CREATE VIRTUAL TABLE shift USING rtree_i32(nr, von, bis, +wer TEXT NOT NULL, +plan BLOB);
CREATE VIRTUAL TABLE "Room 3D" USING rtree(id, x0, x1, y0, y1, "Z 0", z1);
CREATE TABLE rtree_span_lo (lo INTEGER);
CREATE TABLE job (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIEW shift_of_job AS SELECT j.title, s.von, s.wer FROM job AS j JOIN shift AS s ON s.nr = j.id WHERE s.bis >= 5;
CREATE TRIGGER job_gone AFTER DELETE ON job BEGIN DELETE FROM shift WHERE nr = old.id; END;
INSERT INTO span VALUES (1, 0.5, 1.5), (-7, -1e30, 1e30), (9223372036854775807, 0.1, 0.1);
INSERT INTO shift VALUES (1, -5, 5, 'Jörg', x'00ff'), (2, 2147483646, 2147483647, '', 7), (3, 0, 0, 12, 'text');
INSERT INTO "Room 3D" VALUES (1, 0, 1, 2, 3, 4, 5), (2, -1, -0.25, 0, 0, 8388609, 16777217);
INSERT INTO rtree_span_lo VALUES (1);
INSERT INTO job VALUES (1, 'früh'), (2, 'spät');
