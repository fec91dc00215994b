-- item: 71
CREATE TABLE price (id INTEGER PRIMARY KEY, cents INTEGER CHECK (cents >= 0), cur TEXT NOT NULL CHECK (length(cur) = 3));
PRAGMA ignore_check_constraints = ON;
INSERT INTO price VALUES (1, 100, 'EUR'), (2, -5, 'EUR'), (3, NULL, 'Öst'), (4, 0, '');
