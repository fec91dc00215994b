-- item: 83
CREATE TABLE article (id INTEGER PRIMARY KEY, url TEXT, body TEXT);
CREATE INDEX article_body ON article (body);
CREATE INDEX article_url ON article (url, body);
INSERT INTO article VALUES (1, 'https://x', lower(hex(randomblob(5000)))), (2, NULL, 'kürz'), (3, '', NULL);
