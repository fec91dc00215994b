-- item: 71
CREATE TABLE product (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 20),
  price REAL CONSTRAINT price_positive CHECK (price >= 0),
  kind TEXT CHECK (kind IN ('book', 'film')),
  active BOOLEAN DEFAULT 1 CHECK (active IN (0, 1)),
  CHECK (price < 1000 OR kind = 'film')
);
INSERT INTO product VALUES (1, 'one', 9.5, 'book', 1), (2, 'two', 5000, 'film', 0), (3, 'three', NULL, NULL, NULL);
