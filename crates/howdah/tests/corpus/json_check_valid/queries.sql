SELECT id FROM doc WHERE json_extract(body, '$.a') = 1 ==> SELECT id FROM doc WHERE body -> 'a' = '1'
SELECT count(extra) FROM doc
