SELECT "Title", "Files" FROM "SeriesFiles" ORDER BY "Title"
