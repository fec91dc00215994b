SELECT "id", "email", "avatar" FROM "User" ORDER BY "id"
SELECT p."title", p."published", u."email" FROM "Post" p LEFT JOIN "User" u ON u."id" = p."authorId" ORDER BY p."id"
SELECT "A", "B" FROM "_PostToTag" ORDER BY "B"
