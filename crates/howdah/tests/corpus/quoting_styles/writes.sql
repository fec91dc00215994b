INSERT INTO "Order Line" ("Unit Price", "Qty") VALUES (3, 3)
