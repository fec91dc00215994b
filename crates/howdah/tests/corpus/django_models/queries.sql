SELECT u.username, count(*) FROM shop_order o JOIN auth_user u ON u.id = o.user_id GROUP BY u.username ORDER BY u.username
SELECT username, is_superuser FROM auth_user ORDER BY id
SELECT app, name FROM django_migrations
