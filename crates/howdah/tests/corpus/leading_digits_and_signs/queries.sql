SELECT "1st", "2nd-half", "100%", "_", "$x" FROM "2024_sales" ORDER BY "1st"
