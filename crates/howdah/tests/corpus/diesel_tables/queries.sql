SELECT uuid, atype, favorite FROM ciphers ORDER BY uuid
SELECT u.email FROM users u JOIN ciphers c ON c.user_uuid = u.uuid
