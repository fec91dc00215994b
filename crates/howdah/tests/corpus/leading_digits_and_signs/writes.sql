INSERT INTO "2024_sales" ("100%") VALUES ('x')
