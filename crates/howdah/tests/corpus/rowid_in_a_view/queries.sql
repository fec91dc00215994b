SELECT n, line FROM numbered ORDER BY n
SELECT id FROM newest ORDER BY id
SELECT line, count(*) FROM log WHERE line IS NOT NULL GROUP BY line ORDER BY line
