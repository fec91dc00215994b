SELECT id FROM thing WHERE doc ->> '$.code' = 'x2' ==> SELECT id FROM thing WHERE doc ->> 'code' = 'x2'
