SELECT id FROM entry ORDER BY written DESC
