SELECT post, tags, kinds FROM tags ORDER BY post
SELECT post, tags, ws FROM tags_dashed ORDER BY post
SELECT post, tags FROM tags_ordered ORDER BY post
SELECT posts FROM tags_distinct
