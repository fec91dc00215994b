SELECT "Ä", "ä" FROM "Straße" ORDER BY id
SELECT "FooBar", foo_bar FROM "STRAßE2"
