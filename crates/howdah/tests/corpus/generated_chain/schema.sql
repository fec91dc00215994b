-- item: 81
CREATE TABLE line (
  id INTEGER PRIMARY KEY,
  total REAL GENERATED ALWAYS AS (net + tax) VIRTUAL,
  price REAL NOT NULL, amount INTEGER NOT NULL,
  net REAL AS (price * amount) STORED,
  tax REAL AS (round(net * 0.19, 2)),
  label TEXT AS (upper(substr(name, 1, 3)) || '-' || id),
  name TEXT
);
INSERT INTO line (price, amount, name) VALUES (1.5, 3, 'straße'), (2.25, 0, NULL), (-3, 7, 'x');
