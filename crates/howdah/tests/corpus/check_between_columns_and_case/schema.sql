-- item: 71
-- item: 100
CREATE TABLE stay (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT, guests INTEGER DEFAULT 1, CHECK (to_day IS NULL OR from_day <= to_day), CHECK (CASE kind WHEN 'single' THEN guests = 1 WHEN 'double' THEN guests <= 2 ELSE 1 END), CHECK ((kind = 'group') = (guests > 2)), CHECK (coalesce(to_day, from_day) LIKE '____-__-__'));
INSERT INTO stay VALUES (1, 'single', '2024-01-01', '2024-01-02', 1), (2, 'double', '2024-02-01', NULL, 2), (3, 'group', '2024-03-01', '2024-03-01', 30), (4, 'single', '2024-01-01', NULL, NULL);
