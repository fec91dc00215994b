-- item: 82
-- item: 81
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT, slug TEXT AS (replace(lower(title), ' ', '-')), len INTEGER AS (length(title)) STORED);
CREATE UNIQUE INDEX doc_slug ON doc (slug);
CREATE INDEX doc_len ON doc (len DESC) WHERE len > 3;
INSERT INTO doc (id, title) VALUES (1, 'A B'), (2, 'über uns'), (3, NULL);
