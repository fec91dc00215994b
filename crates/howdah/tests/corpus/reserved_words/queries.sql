SELECT "order", "group", "end" FROM "all" ORDER BY "order"
SELECT "select", "both" FROM "user" ORDER BY "order"
