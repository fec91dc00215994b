SELECT id FROM event WHERE doc ->> '$.a' = 'x' ==> SELECT id FROM event WHERE doc @> '{"a":"x"}'
SELECT 'event_doc_gin event_tagged_gin event_whole_gin' ==> SELECT string_agg(indexname, ' ' ORDER BY indexname) FROM pg_indexes WHERE tablename = 'event' AND indexdef LIKE '%USING gin%'
