-- item: 62
CREATE TABLE post (id INTEGER PRIMARY KEY, slug TEXT, author TEXT);
CREATE TABLE post_pkey (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE post_id_seq (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE "Author" (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE INDEX author_name_key ON "Author" (name, id);
CREATE UNIQUE INDEX "Author_pkey" ON post (slug) WHERE slug <> '';
INSERT INTO post VALUES (1, 'a', 'x'), (2, '', NULL), (3, '', 'ü');
INSERT INTO post_pkey VALUES (1, 'k');
INSERT INTO post_id_seq VALUES (7, 's');
INSERT INTO "Author" VALUES (1, 'x');
