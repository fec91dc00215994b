INSERT INTO "Order" (total) VALUES (5)
