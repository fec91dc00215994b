SELECT id, v, src FROM all_
SELECT v FROM both_ WHERE v IS NOT NULL
SELECT name FROM only_a ORDER BY name
SELECT column1, column2 FROM fixed ORDER BY column1
SELECT id, v, extra FROM padded ORDER BY id, extra ==> SELECT id, v, extra FROM padded ORDER BY id, extra NULLS FIRST
SELECT count(*) FROM mixed
