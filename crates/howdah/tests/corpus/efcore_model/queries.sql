SELECT "BlogId", "Url", "Rating", "Created", "Key", "Length", "Active" FROM "Blogs" ORDER BY "BlogId"
SELECT count(*) FROM "Posts" WHERE "BlogId" = 1
