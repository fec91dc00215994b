-- Content of a published site: github-to-sqlite and logs, [bracketed] names, FTS with content, a view, json in text.
CREATE TABLE [licenses] ([key] TEXT PRIMARY KEY, [name] TEXT, [spdx_id] TEXT, [url] TEXT);
CREATE TABLE [users] ([login] TEXT, [id] INTEGER PRIMARY KEY, [node_id] TEXT, [site_admin] INTEGER, [name] TEXT);
CREATE TABLE [repos] ([id] INTEGER PRIMARY KEY, [node_id] TEXT, [name] TEXT, [full_name] TEXT, [private] INTEGER, [owner] INTEGER REFERENCES [users]([id]), [created_at] TEXT, [pushed_at] TEXT, [size] INTEGER, [license] TEXT REFERENCES [licenses]([key]), [topics] TEXT, [permissions] TEXT, [score] FLOAT);
CREATE TABLE [releases] ([html_url] TEXT, [id] INTEGER PRIMARY KEY, [repo] INTEGER REFERENCES [repos]([id]), [tag_name] TEXT, [prerelease] INTEGER, [published_at] TEXT, [body] TEXT, [reactions] TEXT);
CREATE TABLE [news] ([date] TEXT, [body] TEXT);
CREATE TABLE [stats] ([package] TEXT, [date] TEXT, [downloads] INTEGER, PRIMARY KEY ([package], [date]));
CREATE VIRTUAL TABLE [releases_fts] USING FTS4 ([tag_name], [body], tokenize=porter, content=[releases]);
CREATE INDEX [idx_releases_repo] ON [releases] ([repo]);
CREATE VIEW recent_releases AS SELECT repos.rowid AS rowid, json_object('href', releases.html_url) AS release FROM releases JOIN repos ON repos.id = releases.repo;
INSERT INTO licenses VALUES ('apache-2.0', 'Apache License 2.0', 'Apache-2.0', 'https://example.org/apache'), ('mit', 'MIT', 'MIT', NULL);
INSERT INTO users VALUES ('simon', 9599, 'MDQ6VXNlcjk1OTk=', 0, 'S'), ('org', 53015001, 'x', 0, NULL);
INSERT INTO repos VALUES (107914493, 'MDEwO', 'datasette', 'simon/datasette', 0, 9599, '2017-10-23T00:39:03Z', '2020-07-27T20:42:15Z', 3487, 'apache-2.0', '["sql", "json"]', '{"admin": false, "push": false}', 1.0), (5, 'n', 'x', 'org/x', 0, 53015001, '2018-01-01T00:00:00Z', NULL, 0, NULL, '[]', NULL, 0.5);
INSERT INTO releases VALUES ('https://example.org/r/1', 1, 107914493, '0.46', 0, '2020-08-09T15:56:05Z', '# Notes
* **Fix** `x`', '{"+1": 2}');
INSERT INTO news VALUES ('2020-08-09', 'Released'), ('2020-08-09', 'Released'), ('2019-1-2', NULL);
INSERT INTO stats VALUES ('datasette', '2020-07-01', 1234), ('datasette', '2020-07-02', 5678);
