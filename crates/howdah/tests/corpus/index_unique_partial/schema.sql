-- item: 82
CREATE TABLE address (id INTEGER PRIMARY KEY, person INTEGER NOT NULL, street TEXT, is_main INTEGER NOT NULL DEFAULT 0, deleted_at TEXT);
CREATE UNIQUE INDEX one_main ON address (person) WHERE is_main;
CREATE UNIQUE INDEX one_street ON address (person, street) WHERE deleted_at IS NULL;
INSERT INTO address VALUES (1, 1, 'Süd 1', 1, NULL), (2, 1, 'Nord 2', 0, NULL), (3, 1, 'Süd 1', 0, '2024'), (4, 2, NULL, 1, NULL), (5, 2, NULL, 0, NULL);
