-- A media collection manager on .NET: CamelCase names, JSON in TEXT, times with Z, INTEGER booleans.
CREATE TABLE "VersionInfo" ("Version" INTEGER NOT NULL, "AppliedOn" DATETIME, "Description" TEXT);
CREATE UNIQUE INDEX "UC_Version" ON "VersionInfo" ("Version" ASC);
CREATE TABLE "Config" ("Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "Key" TEXT NOT NULL, "Value" TEXT NOT NULL);
CREATE UNIQUE INDEX "IX_Config_Key" ON "Config" ("Key" ASC);
CREATE TABLE "Series" ("Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "TvdbId" INTEGER NOT NULL, "Title" TEXT NOT NULL, "TitleSlug" TEXT, "Monitored" INTEGER NOT NULL, "Images" TEXT NOT NULL, "Path" TEXT NOT NULL, "LastInfoSync" DATETIME, "FirstAired" DATETIME, "Ratings" TEXT, "Runtime" INTEGER NOT NULL DEFAULT 0, "Tags" TEXT, "Added" DATETIME, "UseSceneNumbering" INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX "IX_Series_TvdbId" ON "Series" ("TvdbId" ASC);
CREATE TABLE "Episodes" ("Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "SeriesId" INTEGER NOT NULL, "SeasonNumber" INTEGER NOT NULL, "EpisodeNumber" INTEGER NOT NULL, "Title" TEXT, "Overview" TEXT, "EpisodeFileId" INTEGER, "AirDate" TEXT, "AirDateUtc" DATETIME, "Ratings" TEXT, "AbsoluteEpisodeNumber" INTEGER);
CREATE INDEX "IX_Episodes_SeriesId_SeasonNumber" ON "Episodes" ("SeriesId" ASC, "SeasonNumber" ASC);
CREATE TABLE "History" ("Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "EpisodeId" INTEGER NOT NULL, "SourceTitle" TEXT NOT NULL, "Date" DATETIME NOT NULL, "Quality" TEXT NOT NULL, "Data" TEXT NOT NULL, "EventType" INTEGER, "DownloadId" TEXT);
CREATE INDEX "IX_History_Date" ON "History" ("Date" DESC);
CREATE TABLE "Users" ("Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "Identifier" TEXT NOT NULL, "Username" TEXT NOT NULL, "Password" TEXT NOT NULL);
INSERT INTO VersionInfo VALUES (1, '2021-05-06T07:08:09', 'InitialSetup'), (204, '2024-01-02T03:04:05', 'Add_x');
INSERT INTO Config VALUES (1, 'downloadpropersandrepacks', 'PreferAndUpgrade'), (5, 'plexclientidentifier', '6f9619ff-8b86-d011-b42d-00c04fc964ff');
INSERT INTO Series VALUES (1, 121361, 'A Show', 'a-show', 1, '[
  {
    "coverType": "banner",
    "url": "https://example.org/banner.jpg"
  }
]', '/tv/A Show', '2024-01-02 03:04:05.1234567Z', '2011-04-17 00:00:00Z', '{
  "votes": 12,
  "value": 9.0
}', 60, '[]', '2021-05-06 07:08:09.7654321Z', 0), (2, 5, 'B', 'b', 0, '[]', '/tv/B', NULL, '2020-01-01 00:00:00Z', NULL, 0, NULL, '0001-01-01 00:00:00Z', 0);
INSERT INTO Episodes VALUES (10, 1, 1, 1, 'Pilot', NULL, 0, '2011-04-17', '2011-04-18 01:00:00Z', NULL, NULL), (11, 1, 1, 2, 'Two', 'text', 3, '2011-04-24', '2011-04-25 01:00:00Z', '{}', 2);
INSERT INTO History VALUES (1, 10, 'A.Show.S01E01', '2021-05-06 07:10:00Z', '{ "quality": 4, "revision": { "version": 1 } }', '{ "indexer": "x" }', 1, 'ABCDEF0123');
INSERT INTO Users VALUES (1, '6F9619FF-8B86-D011-B42D-00C04FC964FF', 'admin', 'hash=');
