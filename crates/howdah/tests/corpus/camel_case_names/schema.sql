-- item: 56
-- complaint: 21
-- complaint: 22
CREATE TABLE MediaFiles (Id INTEGER PRIMARY KEY AUTOINCREMENT, SeriesId INTEGER NOT NULL REFERENCES Series (Id), RelativePath TEXT);
CREATE TABLE Series (Id INTEGER PRIMARY KEY AUTOINCREMENT, TvdbId INTEGER NOT NULL UNIQUE, CleanTitle TEXT NOT NULL);
CREATE INDEX IX_MediaFiles_SeriesId ON mediafiles (SERIESID);
CREATE VIEW SeriesFiles AS SELECT s.cleantitle AS Title, COUNT(m.ID) AS Files FROM Series s LEFT JOIN MediaFiles m ON m.SeriesId = s.Id GROUP BY s.Id, s.CleanTitle;
INSERT INTO Series VALUES (1, 100, 'eins'), (2, 200, 'żółw');
INSERT INTO MediaFiles VALUES (1, 1, 'a.mkv'), (2, 1, NULL);
