SELECT post, n FROM post_tags ORDER BY post
SELECT post FROM post_tags WHERE json_extract(names, '$[0]') = 'grün' ==> SELECT post FROM post_tags WHERE names::jsonb ->> 0 = 'grün'
