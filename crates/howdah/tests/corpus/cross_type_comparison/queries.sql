SELECT id FROM equal_ ORDER BY id
SELECT id FROM text_is_more ORDER BY id
SELECT id FROM number_in_text ORDER BY id
SELECT id, same, inside FROM order_all ORDER BY id
