SELECT "id" FROM "Visit" ORDER BY "id"
