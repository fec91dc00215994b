SELECT "Line No", "Unit Price", "Text Here" FROM "Order Line" ORDER BY "Line No"
SELECT "Line No", "Sum" FROM "Order Sum" ORDER BY "Line No"
