-- item: 64
CREATE TABLE first (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INTEGER CHECK (b > 0));
CREATE TABLE child (id INTEGER PRIMARY KEY, first_id INTEGER REFERENCES first (id));
CREATE INDEX by_b ON first (b);
CREATE VIEW shown AS SELECT a, b FROM first;
INSERT INTO first VALUES (1, 'x', 1), (2, NULL, NULL);
INSERT INTO child VALUES (1, 2);
ALTER TABLE first RENAME TO "Second Name";
ALTER TABLE "Second Name" RENAME COLUMN b TO "zahl größe";
ALTER TABLE "Second Name" ADD COLUMN dropped TEXT;
ALTER TABLE "Second Name" DROP COLUMN dropped;
