-- item: 81
-- complaint: 20
CREATE TABLE box (id INTEGER PRIMARY KEY, w INTEGER, h INTEGER, d INTEGER, area INTEGER AS (w * h), volume INTEGER AS (area * d), label TEXT AS ('V' || volume) VIRTUAL, empty INTEGER AS (volume IS NULL));
CREATE INDEX by_volume ON box (volume);
INSERT INTO box (id, w, h, d) VALUES (1, 2, 3, 4), (2, NULL, 1, 1), (3, -1, 1, 0);
