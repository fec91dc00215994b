SELECT "a.b.c", "1" FROM "main.v" ORDER BY "a.b.c"
SELECT "g'h", "i;j", "k\l", "%s $1" FROM "a.b" ORDER BY "c.d"
